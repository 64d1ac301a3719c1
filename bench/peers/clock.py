"""Wall and processor seconds of the parts of a run."""

import time


class Clock:
    """Starts when made; the processor's seconds are those of all threads of this process."""

    def __init__(self):
        self.start()

    def start(self):
        self.wall, self.processor = time.perf_counter(), time.process_time()

    def take(self, name):
        """{name: wall seconds since the last call, name_processor: the processor's}."""
        times = {name: time.perf_counter() - self.wall, f"{name}_processor": time.process_time() - self.processor}
        self.start()
        return times
