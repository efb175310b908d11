

# Gives `main(SIZE)` the form of MicroPython's own benchmarks.
bm_params = {(1, 1): SIZE}


def bm_setup(size):
    answers = []
    return (lambda: answers.append(main(size))), (lambda: (size, answers.pop()))


