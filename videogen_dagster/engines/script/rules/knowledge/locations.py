"""Nouns that places end in, as scripts write them: the last word of `modest police interview room`."""

from typing import Final

from videogen_dagster.engines.script.rules.word_set import word_set

ROOMS: Final = word_set("""room kitchen bedroom bathroom office studio hall hallway corridor lobby library classroom garage basement cellar attic
    workshop laboratory lab hospital ward clinic restaurant bistro trattoria diner cafe café bar pub tavern shop store bakery museum
    gallery theatre theater cinema church chapel cathedral temple ballroom apartment flat cabin trailer caravan car taxi train bus plane
    cockpit elevator prison courtroom warehouse factory barn gym school university hotel motel suite lounge nursery pantry bunker cave
    tunnel spaceship submarine tent house home cottage greenhouse pass""")
OPEN_AIR: Final = word_set("""street alley road highway roof rooftop balcony terrace patio garden backyard yard park forest woods jungle meadow field
    farm beach shore coast harbour harbor port pier dock deck sea ocean lake river riverbank desert mountain mountains hill hilltop cliff
    valley canyon village town city square plaza market stall bazaar fairground circus carnival playground stadium bridge platform
    courtyard castle island cemetery graveyard driveway porch mansion lighthouse moon planet jetty quay swamp glacier summit
    battlefield vineyard orchard""")
ELSEWHERE: Final = word_set("""sky skies cloud clouds horizon outside outdoors aerial landscape skyline skyscraper skyscrapers stars galaxy universe
    space orbit underwater""")
"""Words of a picture that leaves a room, though they name no place."""
