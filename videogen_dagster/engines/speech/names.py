"""What a name tells about who speaks: man or woman, child, old, machine."""

import re
import unicodedata
from enum import StrEnum
from typing import Final


class Gender(StrEnum):
    """Which kind of voice fits."""

    FEMALE = "female"
    MALE = "male"


class Age(StrEnum):
    """How a voice sounds beside its gender."""

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
    matka мама мать сестра дочь бабушка женщина девушка девочка королева
""")
MALE_ROLES: Final = _words("""
    dad daddy father papa grandpa grandfather grandad uncle brother son husband nephew boy man guy gentleman
    king prince duke count baron emperor god wizard monk waiter actor host steward butler groom hero mr sir lord
    male policeman fireman fisherman cowboy sheriff captain sergeant colonel general major priest pope boyfriend
    herr vater sohn bruder onkel opa junge konig prinz mann monsieur pere frere fils homme garcon roi grand-pere
    senor padre hermano hijo hombre chico rey abuelo signore fratello figlio uomo ragazzo re nonno pai irmao
    filho homem menino rei meneer vader broer zoon jongen koning pan ojciec brat папа отец брат сын дедушка
    мужчина парень мальчик король
""")
FEMALE_NAMES: Final = _words("""
    mary patricia jennifer linda elizabeth barbara susan jessica sarah sara karen lisa nancy betty margaret
    sandra ashley kimberly emily donna michelle carol amanda dorothy melissa deborah stephanie rebecca sharon
    laura cynthia kathleen amy angela shirley anna anne ann brenda pamela emma nicole helen samantha katherine
    catherine christine debra rachel carolyn janet maria olivia heather diane julie joyce victoria kelly
    christina joan evelyn judith andrea hannah megan alice jean doris sofia sophia sophie grace denise amber
    marilyn danielle isabella isabel isabelle diana charlotte natalie julia alexis kayla lily lucy ella mia ava
    chloe zoe leia eve eva clara claire rose ruby stella violet nora luna mila aria maya maja nina lena ida
    ingrid greta heidi petra ursula sabine monika claudia katja anja juliette amelie camille manon lea marie
    elodie aurelie celine carmen lucia paula elena ines marta pilar dolores giulia chiara francesca martina
    alessia ana beatriz camila fernanda mariana larissa olga natasha tatiana svetlana irina ekaterina katya
    anastasia yulia oksana agnieszka katarzyna zofia ayse fatma zeynep elif fatima aisha layla leila miriam
    maryam noor priya anjali lakshmi deepika yuki sakura hana akiko mei ling xiaoling jiyeon soyeon annie daisy
    molly polly sally betsy maggie jane jenny kate katie lizzie tina wendy penny vera iris ivy ольга наташа анна
    мария елена ирина катя татьяна светлана юлия анастасия
""")
MALE_NAMES: Final = _words("""
    james robert john michael david william richard joseph thomas charles christopher daniel matthew anthony
    mark donald steven paul andrew joshua kenneth kevin brian george timothy ronald edward jason jeffrey ryan
    jacob gary nicholas eric jonathan stephen larry justin scott brandon benjamin samuel gregory alexander frank
    patrick raymond jack dennis jerry tyler aaron jose adam nathan henry douglas zachary peter kyle noah ethan
    jeremy walter keith christian roger terry austin sean gerald carl harold dylan arthur lawrence jordan jesse
    bryan billy bruce gabriel joe logan alan juan albert willie elijah wayne randy vincent philip phil bobby
    johnny bradley bob bill jim tom tim dan ben sam max leo luke han oscar felix hugo oliver harry charlie theo
    lucas liam mason ludwig hans fritz jurgen klaus wolfgang dieter stefan lukas finn jonas emil pierre
    jean-pierre jacques louis antoine julien mathieu nicolas luc marcel carlos miguel antonio pedro pablo diego
    javier manuel luis fernando giovanni marco luca matteo lorenzo giuseppe francesco paolo joao tiago rafael
    thiago ivan dmitri sergei vladimir boris nikolai aleksei mikhail piotr tomasz krzysztof jan pieter willem
    ahmed mohamed mohammed muhammad ali omar hassan mehmet mustafa yusuf david raj arjun rahul sanjay hiroshi
    takeshi kenji satoshi wei jun minho ned ted fred greg steve mike dave rick nick ralph stan walt ace brick
    buck butch duke hawk rocky rusty spike steel stone иван дмитрий сергей владимир борис николай алексей михаил
    пётр саша олег
""")
CHILD_ROLES: Final = _words("""
    boy girl child kid baby son daughter madchen junge fille garcon nino nina menina menino
""")
OLD_ROLES: Final = _words("""
    old elder elderly grandma grandpa grandmother grandfather granny nana oma opa abuela abuelo nonna nonno alte
""")
MACHINE_ROLES: Final = _words("""
    robot android computer cyborg droid machine ai hal
""")


def words_of(name: str) -> tuple[str, ...]:
    """Return the words of a name, lower case, Latin letters without accents, in order."""
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(c for c in decomposed if not unicodedata.combining(c) or c == "\u0306")
    return tuple(re.findall(r"[\w'-]+", unicodedata.normalize("NFC", plain).replace("’", "'")))


def gender_of(name: str) -> Gender | None:
    """Return the gender that a name tells, or None. A role or title (`WAITRESS`, `Mr`) outweighs a first name."""
    words = words_of(name)
    for female, male in ((FEMALE_ROLES, MALE_ROLES), (FEMALE_NAMES, MALE_NAMES)):
        for word in words:
            if word in female:
                return Gender.FEMALE
            if word in male:
                return Gender.MALE
    return None


def age_of(name: str) -> Age:
    """Return the age that a name tells; an adult's if it tells none."""
    words = set(words_of(name))
    if words & OLD_ROLES:
        return Age.OLD
    return Age.CHILD if words & CHILD_ROLES else Age.ADULT


def is_machine(name: str) -> bool:
    """Return whether a name is that of a machine: a role (`ROBOT`), or a code (`C3PO`, `HAL9000`; not `GUARD2`)."""
    words = words_of(name)
    code = any(re.fullmatch(r"[a-z]*\d+[a-z][a-z\d]*|[a-z]+\d{3,}", word) for word in words[:1])
    return code or bool(set(words) & MACHINE_ROLES)
