"""All benchmarks: `python -m benchmarks`."""

from benchmarks import films, render

if __name__ == "__main__":
    films.main()
    render.main()
