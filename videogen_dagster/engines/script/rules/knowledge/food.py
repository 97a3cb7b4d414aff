"""Food and drink, and the shops that live from them and from other things."""

from typing import Final

from videogen_dagster.engines.script.rules.knowledge.subject import Kind, Subject

FOOD: Final = (
    Subject(
        names=("coffee", "espresso", "cappuccino", "coffee machine", "coffee bean"),
        kind=Kind.FOOD,
        stage="cafe table with a coffee cup",
        hook=(
            "Most of the world does not wake up. It is switched on, cup by cup. | steaming coffee cup in morning light",
        ),
        seen=(
            "It drips, it steams, and the whole room leans a little towards it. | coffee dripping into a cup, steam, close",
            "The first sip is for the tongue, the second one is for the day. | person holding a coffee cup by a window",
            "Fresh beans crack under the grinder and smell of bread, nuts and smoke. | coffee beans in a grinder, close",
        ),
        known=(
            "A coffee bean is not a bean. It is the stone of a red cherry. | red coffee cherries on a branch, close",
            "Caffeine does not give you energy. It blocks the signal that says you are tired. | coffee cup beside a glowing head silhouette",
            "Hundreds of different aromas appear in the roaster, in about twelve minutes. | coffee roaster with dark beans",
        ),
        past=(
            "The story goes that an Ethiopian goatherd saw his goats dance after they had eaten red berries. | goats on a green hillside, red berries",
            "What is certain: in the fifteenth century, Sufis in Yemen drank coffee to stay awake for their night prayers. | man with a coffee pot by lamp light, old Yemen",
            "In Istanbul and Cairo came coffee houses, and with them chess, news and politics. Rulers tried to ban them, without success. | old coffee house with lamps, men playing chess",
            "London traders met over coffee. One of their coffee houses grew into Lloyd's, the insurance market. | old London coffee house, candle light, traders",
            "The Dutch carried plants to Java and the French to the Caribbean, where enslaved people paid for Europe's mornings. | coffee plantation in the mountains, workers",
            "In 1901, a man in Milan patented a machine that pressed the water through with steam. He was in a hurry. | old brass espresso machine in a bar",
        ),
        steps=(
            "The cherries are picked when they are red, and the pulp is washed away. What is left is green and smells of grass. | hands picking red coffee cherries",
            "In the roaster the beans turn yellow, then brown, and at about two hundred degrees they crack. | coffee roaster with dark beans",
            "They are ground just before they are needed, because the aroma is gone within minutes. | coffee beans in a grinder, close",
            "Hot water does the rest. Four minutes, or thirty seconds under pressure. | coffee dripping into a cup, steam, close",
        ),
        close=(
            "More than two billion cups a day. One of them has your name on it. | coffee cup on a cafe table, morning street",
        ),
    ),
    Subject(
        names=("tea", "green tea", "tea shop", "tea house", "teahouse"),
        kind=Kind.FOOD,
        stage="tea house with a wooden table",
        hook=("Every tea is the same plant. The rest is patience. | tea pot and cup on a wooden table, steam",),
        seen=(
            "The leaves unfold in the pot as if they remembered the hill. | tea leaves unfolding in a glass pot, close",
            "A kettle begins to sing, and somebody takes down a second cup. | kettle with steam on a stove",
        ),
        known=(
            "Green, black, white and oolong all come from one bush, the Camellia. | tea plants on green hills",
            "Black tea is a leaf that was bruised and left to breathe; green tea is one that was stopped in time. | hands rolling tea leaves",
            "After water, nothing is drunk more often on Earth. | many tea cups on a table from above",
        ),
        past=(
            "A Chinese legend says that a leaf blew into the emperor's hot water, almost five thousand years ago. | leaf falling into a steaming bowl, old China",
            "Monks carried it to Japan and made a ceremony of it. | tea ceremony in a wooden room",
            "For Europe it came by ship, and it was locked in boxes like silver. | old sailing ship, tea chests",
            "In Boston, in 1773, three hundred and forty-two chests of it went into the harbour. | old harbour at night, tea chests in the water",
        ),
    ),
    Subject(
        names=("bread", "bakery", "baker shop", "croissant", "pastry", "patisserie", "cake shop", "dough"),
        kind=Kind.BUSINESS,
        stage="bakery with fresh bread and a warm oven",
        hook=("You smell it before you see it. | bakery window at dawn, warm light, fresh bread",),
        seen=(
            "Flour, water, salt, and time. Mostly time. | dough and flour on a wooden table, hands",
            "The crust crackles while it cools. Bakers call that singing. | fresh loaf of bread with a dark crust, close",
            "The door opens, the little bell rings, and the warm air comes out to meet you. | bakery door opening, warm light on the street",
            "In the basket lie rolls that were still dough when you turned over in your sleep. | basket of fresh rolls, morning light",
        ),
        known=(
            "A sourdough is alive: wild yeast and bacteria, fed with flour and water, for years. | jar of bubbling sourdough",
            "The crust is brown because sugar and protein meet in the heat. Most of the taste is there. | loaf of bread in a glowing oven",
            "The oldest bread we have found was baked fourteen thousand years ago, before there were fields. | flat bread on hot stones, fire",
        ),
        steps=(
            "First flour and water become dough, and kneading draws the gluten into long threads. | hands kneading dough, flour dust",
            "Then the yeast goes to work. It eats sugar and breathes out gas, and the dough rises. | dough rising in a bowl, close",
            "In the oven the bubbles swell, the starch sets, and what was soft keeps its shape. | loaf of bread in a glowing oven",
            "At last the crust turns brown, and the whole street knows. | bakery window, fresh bread, street",
        ),
        close=(
            "Bread is the simplest thing in the world to share. You just break it. | hands breaking fresh bread, close",
        ),
    ),
    Subject(
        names=("chocolate", "cocoa", "cacao", "candy", "ice cream", "cake", "dessert", "cookie", "gelato"),
        kind=Kind.FOOD,
        stage="table with sweets, warm light",
        hook=(
            "It melts at just below the temperature of your mouth. That is the whole trick. | piece of dark chocolate, close",
        ),
        seen=(
            "A clean snap, and then it gives way. | breaking a bar of chocolate, close",
            "Somebody scrapes out the bowl. Somebody always does. | child with a mixing bowl and a spoon",
        ),
        known=(
            "Cocoa grows straight out of the trunk, in pods as big as a rugby ball. | cocoa pods on a tree trunk",
            "The Aztecs paid with cocoa beans. A turkey cost about a hundred. | cocoa beans in a stone bowl",
            "Fresh from the pod, the bean tastes of nothing like chocolate. It has to ferment for a week first. | wet white cocoa beans in an open pod, close",
        ),
        past=(
            "The Maya drank it, bitter and foaming, with chilli. | stone cup with foaming dark drink, temple",
            "Spain sweetened it with sugar and kept it to itself for a century. | silver chocolate pot on an old table",
            "In 1847, in England, somebody pressed it into a bar. | old chocolate bars in a shop window",
            "The Swiss added milk, and then let it be stirred for three days, until it was smooth. | melted chocolate stirred in a vat, close",
        ),
    ),
    Subject(
        names=(
            "restaurant",
            "pizza",
            "pizzeria",
            "pasta",
            "sushi",
            "ramen",
            "burger",
            "taco",
            "diner",
            "bistro",
            "food truck",
            "bar",
            "pub",
            "brewery",
        ),
        kind=Kind.BUSINESS,
        stage="small restaurant with warm lamps",
        hook=("Hunger is quiet until you pass a certain door. | restaurant window at night, warm lamps",),
        seen=(
            "Behind the pass it hisses, clatters, and then somebody calls out a number. | cook at a flaming pan, kitchen",
            "The plate lands in front of you, and the talking stops. | steaming plate on a restaurant table, close",
            "Glasses touch. Somebody tells a story with both hands. | people laughing at a restaurant table",
            "The bread is gone before the menu has been read. | basket of bread on a restaurant table, close",
        ),
        close=("Save a chair for somebody you have not seen for too long. | empty chair at a set table, warm light",),
    ),
    Subject(
        names=("cafe", "café", "coffee shop", "coffeehouse"),
        kind=Kind.BUSINESS,
        stage="cafe with small tables and warm light",
        hook=("There is a table by the window, and nobody is sitting there yet. | cafe window with an empty table",),
        seen=(
            "Milk hisses, spoons ring, somebody turns a page. | coffee machine with steam, cups",
            "On the foam somebody has drawn a leaf, for five seconds of fame. | coffee cup with a leaf in the foam, close",
            "People come for the coffee and stay for the hour. | people talking in a cafe, warm light",
        ),
        close=("The chair is still warm. The next cup is yours. | cafe table with a fresh cup of coffee",),
    ),
    Subject(
        names=(
            "shop",
            "store",
            "boutique",
            "florist",
            "flower shop",
            "hairdresser",
            "barber",
            "salon",
            "spa",
            "gym",
            "school of music",
            "yoga studio",
        ),
        kind=Kind.BUSINESS,
        stage="small lit shop in a city street",
        hook=(
            "Some doors you open because you must. Others, because you are glad to. | small lit shop door in a street",
        ),
        seen=(
            "Everything here was put in its place by hand, this morning. | shelves in a small shop, warm light",
            "You are asked what you need, and somebody waits for the answer. | shopkeeper behind a counter, smiling",
            "In the window, the street looks in. | shop window, passers-by reflected",
        ),
        close=("The sign on the door has been turned round. It says: open. | open sign on a shop door",),
    ),
    Subject(
        names=(
            "product",
            "startup",
            "service",
            "company",
            "brand",
            "course",
            "conference",
            "event",
            "concert",
            "workshop day",
        ),
        kind=Kind.BUSINESS,
        stage="bright modern room with large windows",
        hook=(
            "Everything that you cannot do without was once an idea that somebody laughed at. | sketch on a napkin, pen, close",
        ),
        seen=(
            "It begins with people around a table, and a question that will not go away. | people around a table with papers",
            "Version one is held together by tape and conviction. | prototype on a desk, tape, tools",
            "Then somebody tries it, looks up, and smiles. | person smiling at a screen",
        ),
        close=("The door is open. The rest is up to you. | open door, bright light",),
    ),
    Subject(
        names=(
            "fruit",
            "apple",
            "orange",
            "tomato",
            "vegetable",
            "wine",
            "cheese",
            "honey jar",
            "olive oil",
            "salad",
            "soup",
        ),
        kind=Kind.FOOD,
        stage="rustic table with fruit and bread",
        hook=("You can taste where something grew, if you take your time. | fruit on a rustic table, window light",),
        seen=(
            "A knife, a board, and a smell that fills the whole kitchen. | cut fruit on a wooden board, close",
            "It is passed across the table, and everyone takes a little more than they had planned. | hands passing a bowl over a table",
        ),
    ),
)
