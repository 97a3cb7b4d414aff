"""All benchmarks: `python -m benchmarks`."""

from benchmarks import films, render, retake

if __name__ == "__main__":
    films.main()
    retake.main()
    render.main()
