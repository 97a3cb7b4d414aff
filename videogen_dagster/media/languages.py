"""Language tags as media files spell them."""

from typing import Final

# ISO 639-1 to ISO 639-2/T, for the languages that have voices.
_CODES: Final = (
    "af:afr am:amh an:arg ar:ara as:asm az:aze ba:bak be:bel bg:bul bn:ben bs:bos ca:cat cs:ces cv:chv cy:cym da:dan "
    "de:deu el:ell en:eng eo:epo es:spa et:est eu:eus fa:fas fi:fin fr:fra ga:gle gd:gla gn:grn gu:guj he:heb hi:hin "
    "hr:hrv ht:hat hu:hun hy:hye ia:ina id:ind io:ido is:isl it:ita ja:jpn ka:kat kk:kaz kl:kal kn:kan ko:kor ku:kur "
    "ky:kir la:lat lb:ltz lt:lit lv:lav mi:mri mk:mkd ml:mal mn:mon mr:mar ms:msa mt:mlt my:mya nb:nob ne:nep nl:nld "
    "nn:nno no:nor om:orm or:ori pa:pan pl:pol ps:pus pt:por qu:que ro:ron ru:rus sd:snd si:sin sk:slk sl:slv so:som "
    "sq:sqi sr:srp sv:swe sw:swa ta:tam te:tel tg:tgk th:tha tk:tuk tl:tgl tn:tsn tr:tur tt:tat ug:uig uk:ukr ur:urd "
    "uz:uzb vi:vie xh:xho yo:yor zh:zho zu:zul"
)
_THREE_LETTERS: Final = {pair[:2]: pair[3:] for pair in _CODES.split()}


def iso_639_2(tag: str) -> str:
    """Return the three-letter code of a BCP 47 tag (`pt-BR` is `por`), or `und` if it is not known.

    MP4 stores languages in this form (ISO/IEC 14496-12, `mdhd`).
    """
    primary = tag.lower().split("-")[0]
    if len(primary) == 3 and primary.isalpha():
        return primary
    return _THREE_LETTERS.get(primary, "und")
