"""Prompts in other languages: recognising them, and English picture words for what they often name."""

import re
from typing import Final

from videogen_dagster.engines.script.rules.word_set import word_set

_FUNCTION_WORDS: Final = {
    "de": "der die das ein eine einen einem und ist im mit auf von für über wie dem den zum zur nicht sich",
    "fr": "le la les un une des et est dans avec sur pour du au aux comment qui ne pas où",
    "es": "el la los las un una y es en con para del cómo que por se su al",
    "it": "il lo la gli un una e è nel nella con per del della come che di sulla",
    "pt": "o a os as um uma e é em no na com para do da como que dos das não",
    "nl": "de het een en is in met op van voor hoe niet zijn aan",
    "pl": "w na się i z do jest jak nie po o",
    "sv": "en ett och är i med på för hur som av det",
    "tr": "bir ve bu ile için nasıl gibi",
}
_ENGLISH: Final = word_set(
    "the a an of in on at and is are with for how why what to from by who that his her its into over under about"
)
_KANA: Final = re.compile(r"[\u3040-\u30ff]")
_SCRIPTS: Final = (
    ("ja", re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")),
    ("zh", re.compile(r"[\u4e00-\u9fff]")),
    ("ko", re.compile(r"[\uac00-\ud7af]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
    ("ar", re.compile(r"[\u0600-\u06ff]")),
    ("he", re.compile(r"[\u0590-\u05ff]")),
    ("hi", re.compile(r"[\u0900-\u097f]")),
    ("el", re.compile(r"[\u0370-\u03ff]")),
    ("th", re.compile(r"[\u0e00-\u0e7f]")),
)
# English picture word: the same in German, French, Spanish, Italian, Portuguese, and in other scripts.
_PICTURE_WORDS: Final = {
    "sea": "meer see ozean mer océan mar océano oceano mare 海 море البحر",
    "lighthouse": "leuchtturm leuchtturmwärter leuchtturmwärterin phare faro farol 灯台 灯塔 маяк",
    "forest": "wald forêt bosque foresta bosco floresta 森 森林 лес",
    "mountain": "berg berge montagne montaña montagna montanha 山 горы гора",
    "city": "stadt ville ciudad città cidade 都市 城市 город",
    "street": "straße strasse rue calle strada rua 街 улица",
    "night": "nacht nuit noche notte noite 夜 ночь",
    "rain": "regen pluie lluvia pioggia chuva 雨 дождь",
    "snow": "schnee neige nieve neve 雪 снег",
    "sunset": "sonnenuntergang abend soir coucher atardecer tramonto entardecer 夕日 закат",
    "morning": "morgen matin mañana mattina manhã 朝 утро",
    "moon": "mond lune luna lua 月 луна",
    "winter": "winter hiver invierno inverno 冬 зима",
    "dog": "hund chien perro cane cachorro 犬 狗 собака",
    "cat": "katze chat gato gatto 猫 кот кошка",
    "fox": "fuchs renard zorro volpe raposa 狐 лиса",
    "bird": "vogel oiseau pájaro uccello pássaro 鳥 鸟 птица",
    "horse": "pferd cheval caballo cavallo cavalo 馬 马 лошадь",
    "woman": "frau femme mujer donna mulher 女 женщина",
    "man": "mann homme hombre uomo homem 男 мужчина",
    "child": "kind enfant niño niña bambino bambina criança 子供 孩子 ребёнок",
    "robot": "roboter robot robô ロボット 机器人 робот",
    "boat": "boot schiff bateau barco barca navio nave 船 лодка корабль",
    "train": "zug train tren treno trem 電車 火车 поезд",
    "car": "auto voiture coche macchina carro 車 машина",
    "house": "haus maison casa 家 房子 дом",
    "kitchen": "küche cuisine cocina cucina cozinha 台所 厨房 кухня",
    "bakery": "bäckerei boulangerie panadería panificio padaria パン屋 пекарня",
    "coffee": "kaffee café caffè コーヒー 咖啡 кофе",
    "letter": "brief flaschenpost lettre carta lettera 手紙 письмо",
    "bottle": "flasche flaschenpost bouteille botella bottiglia garrafa 瓶 бутылка",
    "flower": "blume fleur flor fiore 花 цветок",
    "tree": "baum arbre árbol albero árvore 木 树 дерево",
    "volcano": "vulkan vulkane volcan volcán vulcano vulcão 火山 вулкан",
    "space": "weltraum weltall espace espacio spazio espaço 宇宙 космос",
    "desert": "wüste désert desierto deserto 砂漠 沙漠 пустыня",
    "garden": "garten jardin jardín giardino jardim 庭 сад",
    "river": "fluss rivière río fiume rio 川 河 река",
    "castle": "schloss burg château castillo castello castelo 城 замок",
    "market": "markt marché mercado mercato 市場 рынок",
    "music": "musik musique música musica 音楽 音乐 музыка",
}


def foreign_language(text: str) -> str | None:
    """Return the language tag of a text that is not English as far as one can tell by script and small words, else None."""
    letters = sum(character.isalpha() for character in text)
    for tag, script in _SCRIPTS:
        if letters and len(script.findall(text)) * 3 > letters and (tag != "ja" or _KANA.search(text)):
            return tag
    words = re.findall(r"[^\W\d_]+", text.lower())
    english = sum(word in _ENGLISH for word in words)
    scored = [(sum(word in small.split() for word in words), tag) for tag, small in _FUNCTION_WORDS.items()]
    best, tag = max(scored, key=lambda pair: pair[0])
    return tag if best >= 2 and best > english else None


def language_told(text: str) -> str | None:
    """Return the language tag of a text as far as one can tell by script and small words, English as well, else None."""
    found = foreign_language(text)
    words = re.findall(r"[^\W\d_]+", text.lower())
    return found or ("en" if sum(word in _ENGLISH for word in words) >= 3 else None)


def script_language(text: str) -> str | None:
    """Return the language tag of a text by its script alone, None for Latin letters."""
    found = foreign_language(text)
    return found if found in {tag for tag, _ in _SCRIPTS} else None


def is_told_apart(language: str) -> bool:
    """Return whether `language_told` knows a language."""
    primary = language.partition("-")[0].lower()
    return primary == "en" or primary in _FUNCTION_WORDS or primary in {tag for tag, _ in _SCRIPTS}


def english_picture_words(text: str) -> tuple[str, ...]:
    """Return English words for what `text` names in another language, as far as the table goes, each once."""
    words = set(re.findall(r"[^\W\d_]+", text.lower()))
    return tuple(
        english
        for english, others in _PICTURE_WORDS.items()
        if any(
            other in words or (not other.isascii() and len(other) <= 4 and _is_sign(other) and other in text)
            for other in others.split()
        )
    )


def _is_sign(word: str) -> bool:
    return all("\u3040" <= character <= "\u9fff" for character in word)
