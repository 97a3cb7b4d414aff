"""All benchmarks: `python -m benchmarks`."""

from benchmarks import assembly, dropping, executor, films, providers, render, retake, scraping

if __name__ == "__main__":
    executor.main()
    films.main()
    assembly.main()
    retake.main()
    render.main()
    dropping.main()
    scraping.main()
    providers.main()
