"""All benchmarks: `python -m benchmarks`."""

from benchmarks import assembly, executor, films, render, retake

if __name__ == "__main__":
    executor.main()
    films.main()
    assembly.main()
    retake.main()
    render.main()
