"""What x264 may use of the processor so that the same pictures give the same bytes."""

from functools import lru_cache
from pathlib import Path
from typing import Final

PROCESSOR: Final = Path("/proc/cpuinfo")

# With AVX-512, x264's macroblock tree weighs frames whose width is no multiple of 128 by memory that it never wrote: bytes
# change from run to run (seen with x264 165 on an AMD EPYC; without the tree or without AVX-512 they do not).
_WITHOUT_AVX512: Final = "asm=MMX2,SSE2Fast,SSSE3,SSE4.2,AVX,FMA3,BMI2,AVX2"


@lru_cache(maxsize=4)
def x264_parameters(given: str, processor: Path = PROCESSOR) -> str:
    """Return `x264-params` that give the same bytes on this machine each time.

    Args:
        given: What x264 is told otherwise.
        processor: Where Linux tells what the processor can do; it is not there on other systems.
    """
    try:
        can = processor.read_text(errors="replace")
    except OSError:
        return given
    return f"{given}:{_WITHOUT_AVX512}" if " avx512" in can else given
