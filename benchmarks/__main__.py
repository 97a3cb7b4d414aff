"""All benchmarks: `python -m benchmarks`."""

from benchmarks import assembly, films, render, retake

if __name__ == "__main__":
    films.main()
    assembly.main()
    retake.main()
    render.main()
