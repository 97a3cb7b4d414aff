"""What x264 is told of the processor; that it gives equal bytes is seen in `test_segments`."""

import pytest

from videogen_dagster.media.instruction_sets import x264_parameters


@pytest.mark.parametrize(
    ("flags", "told"),
    [
        ("fpu sse4_2 avx2 avx512f avx512bw", "keyint=60:asm=MMX2,SSE2Fast,SSSE3,SSE4.2,AVX,FMA3,BMI2,AVX2"),
        ("fpu sse4_2 avx2", "keyint=60"),
    ],
)
def test_only_processors_with_avx512_are_told_to_leave_it(flags, told, tmp_path):
    (tmp_path / "cpuinfo").write_text(f"model name : any\nflags : {flags}\n")
    assert x264_parameters("keyint=60", tmp_path / "cpuinfo") == told


def test_where_no_processor_is_told_nothing_is_changed(tmp_path):
    assert x264_parameters("keyint=60", tmp_path / "cpuinfo") == "keyint=60"
