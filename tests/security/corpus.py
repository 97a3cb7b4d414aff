"""What strangers might drop, as data: each row says which files, which project they would be, and what becomes of them."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from tests.security import boxes
from videogen_dagster.scripts.names import slug

Content = bytes | Callable[[bytes], bytes]
"""What a file holds; a function gets the address of a server that nobody must call."""
PNG: Final = boxes.png()


@dataclass(frozen=True)
class Row:
    """One bad drop.

    Attributes:
        project: What it would become.
        told: Part of the message, or of its field.
        at: Where it is refused: by the sensor, or by the run that takes the files; or that it is harmless after all.
        code: The error's code.
        files: Below `in/`.
        links: Symbolic links below `in/`, and where they lead; `OUTSIDE` is a file that nobody may read.
    """

    project: str
    told: str
    at: Literal["sensor", "run", "inert", "ignored"]
    files: Mapping[str, Content]
    code: str = "invalid_input"
    links: Mapping[str, str] | None = None


def sensor(project: str, told: str, files: Mapping[str, Content]) -> Row:
    return Row(project, told, "sensor", files)


def in_run(project: str, told: str, files: Mapping[str, Content], *, code: str = "invalid_input") -> Row:
    return Row(project, told, "run", files, code)


def inert(project: str, files: Mapping[str, Content], told: str = "") -> Row:
    """Harmless after all; `told` stands in the brief as it was given."""
    return Row(project, told, "inert", files)


def metadata(told: str, content: bytes) -> Row:
    return sensor("mug", told, {"mug/metadata.json": content})


def given(told: str, **brief: object) -> Row:
    """A brief in `metadata.json` that the run refuses."""
    return in_run("mug", told, {"mug/metadata.json": json.dumps(brief).encode()})


def prompt(text: str) -> Row:
    return inert("mug", {"mug/metadata.json": json.dumps({"prompt": text}).encode()}, told=text)


def picture(told: str, content: Content, name: str = "front.png", *, code: str = "invalid_input") -> Row:
    about = b'{"title": "Mug", "description": "Holds tea.", "price": "9.99"}'
    return in_run("mug", told, {f"mug/{name}": content, "mug/metadata.json": about}, code=code)


def shown(content: Content, name: str = "front.png") -> Row:
    return inert("mug", {f"mug/{name}": content, "mug/metadata.json": b'{"title": "Mug", "description": "Tea."}'})


def scene(kind: str, told: str, content: Content | None, name: str) -> Row:
    about = json.dumps({"scenes": [{"action": "Waves.", kind: name}]}).encode()
    files = {} if content is None else {f"mug/{name}": content}
    return in_run("mug", told, {**files, "mug/metadata.json": about})


def video(told: str, content: Content, name: str = "a.mp4") -> Row:
    return scene("video", told, content, name)


def sound(told: str, content: Content, name: str = "a.wav") -> Row:
    return scene("audio", told, content, name)


def script(told: str, content: bytes, name: str = "kettle.fountain") -> Row:
    return in_run("kettle", told, {name: content})


def listed(told: str, content: bytes, name: str = "spring.csv") -> Row:
    return sensor("spring", told, {name: content})


def spoken(text: str) -> Row:
    return inert("kettle", {"kettle.fountain": f"INT. KITCHEN - DAY\n\nANN\n{text}\n".encode()}, told=text)


def fdx(inside: str, declared: str = "") -> bytes:
    return f"<?xml version='1.0'?>{declared}<FinalDraft><Content>{inside}</Content></FinalDraft>".encode()


LAUGHS: Final = (
    "<!DOCTYPE l [<!ENTITY a '" + "ha" * 50 + "'>"
    "<!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;'>]>"
)
MANY_ALIASES: Final = b"a: &a [x,x,x,x]\nb: &b [*a,*a,*a,*a]\nc: [*b,*b,*b,*b]\n"
HLS: Final = b"#EXTM3U\n#EXTINF:1,\n/etc/passwd\n#EXTINF:1,\n%s/segment.ts\n#EXT-X-ENDLIST\n"

NAMES: Final = {
    "name: a program": sensor("film", "single file", {"film.exe": b"MZ"}),
    "name: no extension": sensor("film", "single file", {"film": b"Ann: Tea?"}),
    "name: a folder that cannot name a project": sensor("mug", "cannot name a project", {"Mug!/metadata.json": b"{}"}),
    "name: capital letters in a folder": sensor("mug", "cannot name a project", {"MUG/metadata.json": b"{}"}),
    "name: a line break": sensor("two-rows", "control characters", {"two\nrows.txt": b"Ann: Tea?"}),
    "name: text that turns round": sensor("kettle-txt", "control characters", {"kettle\u202etxt.fountain": b"x"}),
    "name: a backslash": sensor("a-b", "no folders", {"a\\b.txt": b"Ann: Tea?"}),
    "name: two dots": sensor("a-b", "'..'", {"a..b.txt": b"Ann: Tea?"}),
    "name: two dots in a group": sensor("mug", "'..'", {"mug/a..png": PNG, "mug/metadata.json": b"{}"}),
    "name: 210 characters": sensor(slug("x" * 206), "1 to 200 characters", {"x" * 206 + ".txt": b"Ann: Tea?"}),
    "name: our own file in a group": sensor(
        "mug", "belongs into", {"mug/brief.json": b'{"prompt": "x"}', "mug/metadata.json": b"{}"}
    ),
    "name: a folder in a group": sensor("mug", "no folders", {"mug/photos/front.png": PNG, "mug/metadata.json": b"{}"}),
    "name: options of a program": inert("rf", {"-rf.txt": b"Ann: The kettle is on.\n"}, "The kettle is on."),
    "name: a shell": inert("x-touch-pwned", {"x;touch pwned.txt": b"Ann: Tea?\n"}, "Tea?"),
    "name: substitution": inert("x-id", {"$(x)`id`.txt": b"Ann: Tea?\n"}, "Tea?"),
    "name: a device of Windows": inert("con", {"CON.txt": b"Ann: Tea?\n"}, "Tea?"),
    "name: a template": inert("7-7", {"{{7*7}}.txt": b"Ann: Tea?\n"}, "Tea?"),
    "name: a hidden file": Row("env", "", "ignored", {".env": b"TOKEN=swordfish"}),
    "name: an upload that goes on": Row("half", "", "ignored", {"half.txt.part": b"Ann: Tea?"}),
    "name: a link to a secret": Row("kettle", "leads out", "run", {}, links={"kettle.txt": "OUTSIDE"}),
    "name: a photo that is a link to a secret": Row(
        "mug", "leads out", "run", {"mug/metadata.json": b'{"title": "Mug"}'}, links={"mug/front.png": "OUTSIDE"}
    ),
    "name: metadata that is a link to a secret": Row(
        "mug", "leads out", "sensor", {}, links={"mug/metadata.json": "OUTSIDE"}
    ),
}

METADATA: Final = {
    "metadata: no JSON": metadata("JSON", b"{"),
    "metadata: a list": metadata("object", b"[]"),
    "metadata: null": metadata("object", b"null"),
    "metadata: empty": metadata("JSON", b""),
    "metadata: not UTF-8": metadata("UTF-8", b'{"prompt": "\xff"}'),
    "metadata: UTF-16": metadata("UTF-8", '{"prompt": "x"}'.encode("utf-16")),
    "metadata: 50 megabytes": metadata("bytes", b'{"prompt": "' + b"x" * 50_000_000 + b'"}'),
    "metadata: 100,000 brackets": metadata("deeper", b"[" * 100_000),
    "metadata: 40 levels": metadata("deeper", b'{"a":' * 40 + b"1" + b"}" * 40),
    "metadata: NaN": metadata("NaN", b'{"prompt": "x", "seed": NaN}'),
    "metadata: Infinity": metadata("Infinity", b'{"prompt": "x", "seed": -Infinity}'),
    "metadata: a number too large to be one": metadata("seed", b'{"prompt": "x", "seed": 1e999}'),
    "metadata: 5,000 digits": metadata("JSON", b'{"prompt": "x", "seed": ' + b"9" * 5000 + b"}"),
    "metadata: a key twice": metadata("twice", b'{"prompt": "a", "prompt": "b"}'),
    "metadata: half a character": metadata("control character", b'{"prompt": "\\ud800"}'),
    "metadata: NUL": metadata("control character", b'{"prompt": "a\\u0000b"}'),
    "metadata: NUL in a key": metadata("control character", b'{"pro\\u0000mpt": "a"}'),
    "metadata: members as text": metadata("members", b'{"members": "front.png"}'),
    "metadata: a negative size": metadata("members", b'{"members": [{"name": "a", "size": -1}]}'),
    "metadata: a hash that is none": metadata("members", b'{"members": [{"name": "a", "sha256": "x"}]}'),
    "metadata: 1,001 members": metadata("members", json.dumps({"members": [{"name": "a"}] * 1001}).encode()),
    "metadata: priority as text": metadata("priority", b'{"priority": "high"}'),
    "metadata: priority 99": metadata("priority", b'{"priority": 99}'),
    "metadata: an unknown tier": metadata("tier", b'{"tier": "gold"}'),
    "metadata: a style that is a list": metadata("style", b'{"prompt": "x", "style": ["noir", "cubist"]}'),
    "metadata: a setting that there is not": metadata("style", b'{"style": "cubist"}'),
    "metadata: keys of prototypes": given("__proto__", prompt="x", __proto__={"tier": "premium"}),
    "metadata: keys of classes": given("__class__", prompt="x", __class__="os.system"),
    "metadata: a title that is a list": given("title", prompt="x", title=["x"]),
    "metadata: 1e308 seconds": given("duration_s", scenes=[{"action": "x", "duration_s": 1e308}]),
    "metadata: 1,001 scenes": given("scenes", scenes=[{"action": "x"}] * 1001),
    "metadata: a prompt of 5,000 characters": given("prompt", prompt="x" * 5000),
    "metadata: a mark of the byte order": inert(
        "mug", {"mug/metadata.json": b'\xef\xbb\xbf{"prompt": "A harbour"}'}, "A harbour"
    ),
}

IMAGES: Final = {
    "image: 50,000 x 50,000 pixels claimed": picture("pixels", boxes.png(width=50_000, height=50_000, pixels=b"")),
    "image: one row of 4,000,000,000 pixels claimed": picture("p", boxes.png(width=2**31 - 1, height=8, pixels=b"")),
    "image: 7 pixels": picture("at least 8", boxes.png(width=7, height=7)),
    "image: text that inflates": picture(
        "broken", lambda _: boxes.png(more=boxes.chunk(b"zTXt", b"a\0\0" + boxes.bomb(80)))
    ),
    "image: a profile that inflates": picture(
        "broken", lambda _: boxes.png(more=boxes.chunk(b"iCCP", b"a\0\0" + boxes.bomb(80)))
    ),
    "image: pixels that inflate beyond the picture": shown(boxes.png(pixels=bytes(40_000_000))),
    "image: a billion frames claimed": shown(
        boxes.png(more=boxes.chunk(b"acTL", boxes.words(1_000_000_000, 0))),
    ),
    "image: cut PNG": picture("broken", boxes.png(width=200, height=200)[:80]),
    "image: cut JPEG": picture("broken", boxes.photo()[:300], "front.jpg"),
    "image: JPEG of 65,000 pixels claimed": picture(
        "pixels", boxes.photo().replace(b"\x00\x20\x00\x20\x03\x01", b"\xfd\xe8\xfd\xe8\x03\x01"), "front.jpg"
    ),
    "image: EXIF that points at itself": shown(
        lambda _: boxes.photo(exif=b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x87\x69\0\x04\0\0\0\x01\0\0\0\x08\0\0\0\x08"),
        "front.jpg",
    ),
    "image: EXIF that claims 4 GB": shown(
        lambda _: boxes.photo(exif=b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x0e\0\x02\xff\xff\xff\xff\0\0\0\x1a\0\0\0\0"),
        "front.jpg",
    ),
    "image: a checksum that is wrong": picture("not a readable", PNG.replace(b"IDAT", b"IDAU")),
    "image: an archive behind it": shown(boxes.png(end=b"PK\x03\x04 secrets.txt")),
    "image: a page inside": shown(boxes.png(more=boxes.chunk(b"tEXt", b"Comment\0<script>alert(1)</script>"))),
    "image: JPEG named PNG": shown(boxes.photo(), "front.png"),
    "image: SVG with an external entity": picture(
        "SVG", b'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg>&x;</svg>'
    ),
    "image: SVG that loads": picture("SVG", lambda url: b'<svg><image href="%s/a.png"/></svg>' % url),
    "image: a page": picture("HTML", b"<!DOCTYPE html><img src=x>", "front.jpg"),
    "image: PostScript": picture("not a readable", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n"),
    "image: TIFF": picture("TIFF", lambda _: boxes.photo("TIFF"), "front.jpg"),
    "image: GIF": picture("GIF", lambda _: boxes.photo("GIF")),
    "image: icon of Apple with another decoder": picture("not a readable", b"icns\0\0\0\x10ic07\0\0\0\x08"),
    "image: empty": picture("empty", b""),
    "image: a playlist": picture("not a readable", lambda url: HLS % url),
}

MOVING: Final = {
    "video: HLS": video("HLS", lambda url: HLS % url),
    "video: HLS behind a byte order mark": video("HLS", lambda url: b"\xef\xbb\xbf" + HLS % url),
    "video: list of FFmpeg": video("ffconcat", lambda url: b"ffconcat version 1.0\nfile '%s/a.mp4'\n" % url),
    "video: DASH": video("DASH", lambda url: b"<MPD><BaseURL>%s/</BaseURL></MPD>" % url),
    "video: session description": video("SDP", b"v=0\r\nc=IN IP4 127.0.0.1\r\nm=video 9 RTP/AVP 96\r\n"),
    "video: SMIL": video("SMIL", lambda url: b'<smil><video src="%s/a.mp4"/></smil>' % url),
    "video: address": video("address", lambda url: url + b"/a.mp4"),
    "video: HLS behind the head of a film": video("damaged", lambda url: boxes.box(b"ftyp", b"isom") + HLS % url),
    "video: HLS behind the head of a song": video("sound alone", lambda url: b"ID3\3\0\0\0\0\0\0" + HLS % url, "a.mp4"),
    "video: frames in another file": video("damaged", boxes.mov(source=boxes.alias(b"/etc/passwd"), payload=b"")),
    "video: frames behind an address": video(
        "damaged", lambda url: boxes.mov(source=boxes.url_reference(url + b"/a"), payload=b"")
    ),
    "video: no frames": video("", boxes.mov(frames=0)),
    "video: a billion frames claimed": video("", boxes.mov(frames=1_000_000_000, sample_size=1)),
    "video: 4 billion frames of nothing": video("", boxes.mov(frames=2**32 - 1, sample_size=0)),
    "video: 60,000 x 60,000 pixels claimed": video("", boxes.mov(width=60_000, height=60_000)),
    "video: lasts 49 days": video("", boxes.mov(duration=2**32 - 1)),
    "video: a sample that is no picture": video("damaged", boxes.mov(payload=b"\xff" * 100)),
    "video: boxes in boxes": video("damaged", boxes.box(b"moov", *[b"\0\0\0\0moov"] * 20_000)),
    "video: a box that claims 16 exabytes": video("damaged", b"\0\0\0\1moov" + b"\xff" * 8),
    "video: Matroska of nothing": video("damaged", b"\x1a\x45\xdf\xa3" + b"\xff" * 60, "a.mkv"),
    "video: AVI that claims everything": video(
        "damaged", b"RIFF\xff\xff\xff\xffAVI LIST\xff\xff\xff\xffhdrlavih\x38\0\0\0" + b"\xff" * 56, "a.avi"
    ),
    "video: a picture": video("PNG", PNG),
    "video: an archive": video("ZIP", b"PK\x03\x04" + bytes(60)),
    "sound: HLS": sound("HLS", lambda url: HLS % url),
    "sound: a billion samples a second": sound("1,000,000,000 samples", boxes.wav(rate=1_000_000_000, sound=bytes(8))),
    "sound: no samples a second": sound("", boxes.wav(rate=0, sound=bytes(2000))),
    "sound: 65,535 channels": sound("", boxes.wav(channels=65_535, sound=bytes(2000))),
    "sound: no channels": sound("", boxes.wav(channels=0, sound=bytes(2000))),
    "sound: 4 GB claimed": inert(
        "mug",
        {
            "mug/a.wav": boxes.wav(said=2**32 - 2, sound=bytes(2000)),
            "mug/metadata.json": b'{"scenes": [{"action": "Waves.", "audio": "a.wav"}]}',
        },
    ),
    "sound: no sound": sound("", boxes.wav()),
    "sound: FLAC of nothing": sound("", b"fLaC\x80\0\0\x22" + b"\xff" * 34, "a.flac"),
    "sound: Ogg of nothing": sound("", b"OggS" + b"\xff" * 200, "a.ogg"),
    "sound: MP3 of nothing": sound("", b"ID3\4\0\0\x7f\x7f\x7f\x7f" + bytes(200), "a.mp3"),
}

TEXTS: Final = {
    "text: NUL": script("control character", b"INT. KITCHEN - DAY\n\nANN\nTea\0?\n"),
    "text: escapes of a terminal": script("control character", b"INT. KITCHEN - DAY\n\nANN\n\x1b]0;x\x07Tea?\n"),
    "text: not UTF-8": script("UTF-8", b"INT. KITCHEN - DAY\n\nANN\nCaf\xe9?\n"),
    "text: UTF-16 without a mark": script("control character", "INT. KITCHEN - DAY\n\nANN\nTea?\n".encode("utf-16-le")),
    "text: 3 megabytes": script("MB", b"INT. KITCHEN - DAY\n\nANN\n" + b"Tea? " * 600_000),
    "text: nothing but spaces": script("white space", b" \n\xe2\x80\x8b\n"),
    "text: a program": script("program", b"\x7fELF" + bytes(60)),
    "text: words that turn round": spoken("Tea \u202e?aet\u202c for you."),
    "text: tags of ASS captions": spoken(r"{\an8\p1}m 0 0 l 9 9{\p0} Tea?"),
    "text: an option of a filter": spoken(r"Tea':textfile=/etc/passwd:x='y, and %{pts} \: done"),
    "text: a filter graph": spoken("[in]movie=/etc/passwd[out];amovie=x Tea?"),
    "text: formats of Python": spoken("{0.__class__.__mro__} %s %(x)n Tea?"),
    "text: a page": spoken("<script>alert(1)</script> & tea."),
    "text: captions in captions": spoken("NOTE 00:00:00.000 --> 99:59:59.999 Tea?"),
    "text: a link": inert(
        "kettle",
        {"kettle.md": b"# Kettle\n\n![x](file:///etc/passwd) ![y](http://169.254.169.254/)\n\n**ANN:** Tea?\n"},
        "Tea?",
    ),
    "XML: entities that grow": script("entities", fdx("<Paragraph>&c;</Paragraph>", LAUGHS), "kettle.fdx"),
    "XML: an external entity": script(
        "entities",
        fdx("<Paragraph>&x;</Paragraph>", '<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
        "kettle.fdx",
    ),
    "XML: an external document type": script(
        "document type", fdx("", '<!DOCTYPE x SYSTEM "http://169.254.169.254/x.dtd">'), "kettle.fdx"
    ),
    "XML: 100,000 levels": script("", fdx("<a>" * 100_000 + "</a>" * 100_000), "kettle.fdx"),
    "XML: another document": script("FinalDraft", b"<html><Content/></html>", "kettle.fdx"),
    "YAML: a tag that makes objects": listed("tag", b"!!python/object/apply:os.system ['id']\n", "spring.yaml"),
    "YAML: aliases that grow": listed("aliases", MANY_ALIASES, "spring.yaml"),
    "YAML: 5,000 levels": listed("deeper", b"[" * 5000 + b"]" * 5000, "spring.yaml"),
    "YAML: two documents": listed("YAML", b"prompt: a\n---\nprompt: b\n", "spring.yaml"),
    "YAML: a tag in a direction": in_run("mug", "tag", {"mug/direction.yaml": b"scenes: !!python/name:os.system {}\n"}),
    "CSV: no titles": listed("title", b"price\n9.99\n"),
    "CSV: a field of 200,000 characters": listed("CSV", b"title\n" + b"x" * 200_000 + b"\n"),
    "CSV: a quote that never ends": listed("CSV", b'title,price\n"Mug,9.99\n'),
    "CSV: NUL": listed("control character", b"title,price\nM\0ug,9.99\n"),
    "CSV: 1,001 products": listed("1,000", b"title\n" + b"".join(b"Mug %d\n" % each for each in range(1001))),
    "CSV: more values than columns": listed("values", b"title\nMug,9.99,x\n"),
    "CSV: a formula": inert(
        "mug", {"mug/list.csv": b"title,description\nMug,=cmd|'/C calc'!A0\n", "mug/metadata.json": b"{}"}, "=cmd|"
    ),
    "YAML: an escaped control character": sensor("kettle", "control character", {"kettle.yaml": b'prompt: "a\\0b"\n'}),
    "JSON: a catalogue of numbers": listed("no product", b"[1, 2]", "spring.json"),
}

ADDRESSES: Final = {
    "URL: a file as video": scene("video", "address", None, "file:///etc/passwd"),
    "URL: metadata of a cloud as image": scene("image", "address", None, "http://169.254.169.254/latest/meta-data/"),
    "URL: localhost as sound": scene("audio", "address", None, "http://localhost:6379/"),
    "URL: gopher": scene("video", "address", None, "gopher://127.0.0.1:6379/_FLUSHALL"),
    "URL: a protocol of FFmpeg": scene("video", "address", None, "concat:/etc/passwd|a.mp4"),
    "URL: another of FFmpeg": scene("audio", "no such file", None, "subfile,,start,0,end,9,,:/etc/passwd"),
    "URL: a share of Windows": scene("image", "not inside", None, "\\\\server\\share\\a.png"),
    "URL: an absolute path": scene("image", "not inside", None, "/etc/passwd"),
    "URL: a path that climbs": scene("audio", "not inside", None, "../../../home/videogen.db"),
    "URL: a file as music": given("address", prompt="x", music="file:///etc/passwd"),
    "URL: data as image": scene("image", "address", None, "data:image/png;base64,AAAA"),
    "URL: a file as photo": given("not inside", product={"title": "Mug", "photos": ["file:///etc/passwd"]}),
    "URL: photos of a page": inert(
        "mug",
        {"mug/metadata.json": b'{"product": {"title": "Mug", "photos": ["http://169.254.169.254/a.png"]}}'},
        "Mug",
    ),
    "URL: a photo in a catalogue": listed("not inside", b"title,image\nMug,gopher://127.0.0.1/a.png\nLamp,\n"),
    "URL: a callback": metadata("callback", b'{"prompt": "x", "callback": "http://169.254.169.254/"}'),
    "URL: a callback to a file": metadata("callback", b'{"prompt": "x", "callback": "file:///etc/passwd"}'),
}

SECRETS: Final = {
    "secret: a variable of the shell in a prompt": prompt("A harbour ${AWS_SECRET_ACCESS_KEY}"),
    "secret: a reference to the environment": prompt("env:AWS_SECRET_ACCESS_KEY and %AWS_SECRET_ACCESS_KEY%"),
    "secret: a template": prompt("{{ env_var('AWS_SECRET_ACCESS_KEY') }}"),
    "secret: Dagster's own reference": metadata("style", b'{"prompt": "x", "style": {"env": "AWS_SECRET_ACCESS_KEY"}}'),
    "secret: a setting that names it": metadata("style", b'{"prompt": "x", "style": "${AWS_SECRET_ACCESS_KEY}"}'),
    "secret: a file of variables in a group": inert(
        "mug", {"mug/.env": b"TOKEN=swordfish", "mug/metadata.json": b'{"prompt": "A mug"}'}, "A mug"
    ),
    "secret: a file of variables as photo": given(".env", product={"title": "Mug", "photos": [".env"]}),
    "secret: the home of a user": scene("audio", "no such file", None, "~/.aws/credentials.wav"),
    "secret: a process's variables": scene("video", "not inside", None, "/proc/self/environ"),
}

CORPUS: Final[Mapping[str, Row]] = {
    **NAMES, **METADATA, **IMAGES, **MOVING, **TEXTS, **ADDRESSES, **SECRETS,
}  # fmt: skip
