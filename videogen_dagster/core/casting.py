"""Who somebody is by name and description: woman or man, how old, a machine. Pictures and voices both ask here, so they agree."""

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from enum import StrEnum
from typing import Final


class Gender(StrEnum):
    """Which kind of voice and face fits."""

    FEMALE = "female"
    MALE = "male"


class Age(StrEnum):
    """How somebody sounds and looks beside the gender."""

    CHILD = "child"
    ADULT = "adult"
    OLD = "old"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


FEMALE_ROLES: Final = _words("""
    mom mum mommy mummy mother mama grandma grandmother granny nana aunt auntie aunty sister daughter wife niece
    girl woman lady ladies queen princess duchess countess empress goddess witch nun waitress actress hostess
    stewardess maid bride heroine mrs ms miss madam madame mademoiselle ma'am female nurse girlfriend widow frau
    mutter tochter schwester tante oma madchen konigin prinzessin dame mere soeur fille femme reine grand-mere
    senora senorita madre hermana hija mujer chica reina abuela signora signorina sorella figlia donna ragazza
    regina nonna dona mae irma filha mulher menina rainha mevrouw moeder zus dochter vrouw meisje koningin pani
    matka мама мать сестра дочь бабушка женщина девушка девочка королева businesswoman ballerina mistress
    housewife policewoman fisherwoman cowgirl schoolgirl bridesmaid heiress priestess sorceress
""")
MALE_ROLES: Final = _words("""
    dad daddy father papa grandpa grandfather grandad uncle brother son husband nephew boy man guy gentleman king
    prince duke emperor wizard monk waiter actor butler groom mr sir lord male policeman fireman fisherman
    boyfriend herr vater sohn bruder onkel opa junge konig prinz mann monsieur pere frere fils homme garcon roi
    grand-pere senor padre hermano hijo hombre chico rey abuelo signore fratello figlio uomo ragazzo re nonno pai
    irmao filho homem menino rei meneer vader broer zoon jongen koning pan ojciec brat папа отец брат сын дедушка
    мужчина парень мальчик король knight businessman schoolboy postman handyman
""")
MALE_BY_CUSTOM: Final = _words("""
    baron captain colonel count cowboy general god hero host major pope priest sergeant sheriff steward
""")
"""Roles that a first name or a description outweighs: CAPTAIN is a man, CAPTAIN ELIZABETH is none."""

FEMALE_NAMES: Final = _words("""
    mary patricia jennifer linda elizabeth barbara susan jessica sarah sara karen lisa nancy betty margaret sandra
    ashley kimberly emily donna michelle carol amanda dorothy melissa deborah stephanie rebecca sharon laura
    cynthia kathleen amy angela shirley anna anne ann brenda pamela emma nicole helen samantha katherine catherine
    christine debra rachel carolyn janet maria olivia heather diane julie joyce victoria kelly christina joan
    evelyn judith andrea hannah megan alice jean doris sofia sophia sophie grace denise amber marilyn danielle
    isabella isabel isabelle diana charlotte natalie julia alexis kayla lily lucy ella mia ava chloe zoe leia eve
    eva clara claire rose ruby stella violet nora luna mila aria maya maja nina lena ida ingrid greta heidi petra
    ursula sabine monika claudia katja anja juliette amelie camille manon lea marie elodie aurelie celine carmen
    lucia paula elena ines marta pilar dolores giulia chiara francesca martina alessia ana beatriz camila fernanda
    mariana larissa olga natasha tatiana svetlana irina ekaterina katya anastasia yulia oksana agnieszka katarzyna
    zofia ayse fatma zeynep elif fatima aisha layla leila miriam maryam noor priya anjali lakshmi deepika yuki
    sakura hana akiko mei ling xiaoling jiyeon soyeon annie daisy molly polly sally betsy maggie jane jenny kate
    katie lizzie tina wendy penny vera iris ivy ольга наташа анна мария елена ирина катя татьяна светлана юлия
    анастасия amelia beth bella carla cara fiona jasmine mara mina mira nadia rosa tara hanna amara astrid
""")
MALE_NAMES: Final = _words("""
    james robert john michael david william richard joseph thomas charles christopher daniel matthew anthony mark
    donald steven paul andrew joshua kenneth kevin brian george timothy ronald edward jason jeffrey ryan jacob
    gary nicholas eric jonathan stephen larry justin scott brandon benjamin samuel gregory alexander frank patrick
    raymond jack dennis jerry tyler aaron jose adam nathan henry douglas zachary peter kyle noah ethan jeremy
    walter keith christian roger terry austin sean gerald carl harold dylan arthur lawrence jordan jesse bryan
    billy bruce gabriel joe logan alan juan albert willie elijah wayne randy vincent philip phil bobby johnny
    bradley bob bill jim tom tim dan ben sam max leo luke han oscar felix hugo oliver harry charlie theo lucas
    liam mason ludwig hans fritz jurgen klaus wolfgang dieter stefan lukas finn jonas emil pierre jean-pierre
    jacques louis antoine julien mathieu nicolas luc marcel carlos miguel antonio pedro pablo diego javier manuel
    luis fernando giovanni marco luca matteo lorenzo giuseppe francesco paolo joao tiago rafael thiago ivan dmitri
    sergei vladimir boris nikolai aleksei mikhail piotr tomasz krzysztof jan pieter willem ahmed mohamed mohammed
    muhammad ali omar hassan mehmet mustafa yusuf raj arjun rahul sanjay hiroshi takeshi kenji satoshi wei jun
    minho ned ted fred greg steve mike dave rick nick ralph stan walt ace brick buck butch duke hawk rocky rusty
    spike steel stone иван дмитрий сергей владимир борис николай алексей михаил пётр саша олег alex bruno chris
    hank josh karl ken martin matt otto owen ray rob sven victor will hiro
""")
CHILD_ROLES: Final = _words("""
    boy girl child children kid kids baby toddler son daughter schoolboy schoolgirl madchen junge fille garcon nino nina
    menina menino
""")
OLD_ROLES: Final = _words("""
    old elder elderly aged grandma grandpa grandmother grandfather granny nana oma opa abuela abuelo nonna nonno alte
    wizard
""")
MACHINE_ROLES: Final = _words("""
    robot android computer cyborg droid machine ai hal
""")

# Descriptions are running text: only words that mean a person of one sex wherever they stand.
FEMALE_NOUNS: Final = _words("""
    woman women girl lady female mother mom mum grandmother grandma granny sister daughter queen princess actress
    waitress aunt bride witch businesswoman policewoman wife widow nun ballerina heroine girlfriend schoolgirl duchess
    mrs ms miss pregnant
""")
MALE_NOUNS: Final = _words("""
    man men boy guy gentleman male father dad grandfather grandpa brother son king prince actor waiter uncle groom wizard
    businessman policeman husband widower monk knight fisherman cowboy boyfriend schoolboy mr sir beard bearded moustache
    mustache clean-shaven unshaven
""")
FEMALE_PRONOUNS: Final = _words("she her hers herself")
MALE_PRONOUNS: Final = _words("he him his himself")
_POSSESSIVES: Final = _words("her his their my your our whose")
_YEARS: Final = re.compile(r"(?<![\w.,-])(\d{1,3})(?=-year-old| years?\b|\s*[,;).]|\s*$)")


def words_of(name: str) -> tuple[str, ...]:
    """Return the words of a name, lower case, Latin letters without accents, in order."""
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(c for c in decomposed if not unicodedata.combining(c) or c == "\u0306")
    return tuple(re.findall(r"[\w'-]+", unicodedata.normalize("NFC", plain).replace("’", "'")))


def gender_of(name: str, description: str = "") -> Gender:
    """Return whether somebody is drawn and heard as a woman or a man; the same name always gives the same answer.

    What the name and the description leave open falls by dice on the name, for machines on the side of the deep voice.

    Args:
        name: As a script writes it.
        description: How they look, in running text.
    """
    told = gender_told(name, description)
    if told is not None:
        return told
    dice = hashlib.sha256(" ".join(words_of(name)).encode()).digest()
    return Gender.FEMALE if dice[0] % 2 and not is_machine(name) else Gender.MALE


def gender_told(name: str, description: str = "") -> Gender | None:
    """Return the gender that a description tells, else the name, or None.

    In a description nouns outweigh pronouns (`a woman who lost him`) unless they are somebody else's (`her father`); in
    a name a role or title (`WAITRESS`, `Mr`) outweighs a first name, and that a rank (`CAPTAIN`).
    """
    named, told = words_of(name), words_of(description)
    nouns = [
        word
        for index, word in enumerate(told)
        if word in named
        or index == 0
        or told[index - 1] not in _POSSESSIVES
        or word in {"beard", "moustache", "mustache"}
    ]
    return (
        _first(nouns, FEMALE_NOUNS, MALE_NOUNS)
        or _first(told, FEMALE_PRONOUNS, MALE_PRONOUNS)
        or _first(named, FEMALE_ROLES, MALE_ROLES)
        or _first(named, FEMALE_NAMES, MALE_NAMES)
        or _first(named, frozenset(), MALE_BY_CUSTOM)
    )


def age_of(name: str, description: str = "") -> Age:
    """Return the age that a description tells in years or words, else the name; an adult's if neither does."""
    years = _YEARS.search(description)
    if years is not None:
        return Age.CHILD if int(years[1]) < 14 else Age.OLD if int(years[1]) >= 65 else Age.ADULT
    told = set(words_of(description))
    for words in (told, set(words_of(name))):
        if words & OLD_ROLES:
            return Age.OLD
        if words & {"adult", "grown-up"}:
            return Age.ADULT
        if words & CHILD_ROLES:
            return Age.CHILD
    return Age.ADULT


def is_machine(name: str) -> bool:
    """Return whether a name is that of a machine: a role (`ROBOT`), or a code (`C3PO`, `HAL9000`; not `GUARD2`)."""
    words = words_of(name)
    code = any(re.fullmatch(r"[a-z]*\d+[a-z][a-z\d]*|[a-z]+\d{3,}", word) for word in words[:1])
    return code or bool(set(words) & MACHINE_ROLES)


def has_first_name(name: str) -> bool:
    """Return whether a name begins with a first name: what follows is then a surname (`Tom Baker`), not a trade."""
    return bool(set(words_of(name)[:1]) & (FEMALE_NAMES | MALE_NAMES))


def _first(words: Sequence[str], female: frozenset[str], male: frozenset[str]) -> Gender | None:
    return next(
        (Gender.FEMALE if word in female else Gender.MALE for word in words if word in female or word in male), None
    )
