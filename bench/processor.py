"""The machine's processor: what it is, and how busy it was."""

import os


def name():
    """Model and instruction set, as tables show them."""
    model, flags = "unknown processor", set()
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        for line in file:
            key, _, value = line.partition(":")
            if key.strip() == "model name":
                model = value.strip()
            elif key.strip() in ("flags", "Features"):
                flags = set(value.split())
    levels = (("AVX-512", "avx512f"), ("AVX2", "avx2"), ("NEON", "asimd"))
    level = next((name for name, flag in levels if flag in flags), "no vector extension that taxon uses")
    return f"{model}, {level}"


def busy_seconds():
    """Seconds that all cores together have worked since the machine started, for this process or any other; counting
    what a virtual machine was refused as worked, for others it was."""
    with open("/proc/stat", encoding="ascii") as file:
        user, nice, system, _, _, *other = (int(word) for word in file.readline().split()[1:9])
    return (user + nice + system + sum(other)) / os.sysconf("SC_CLK_TCK")
