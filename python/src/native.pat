# What the type stub of _native says beside what nanobind finds: the exceptions, which show as the package's own.
_native.__suffix__:
    class Error(ValueError):
        file: str | None
        line: int | None
        field: str | None
    class JobFailed(RuntimeError): ...
    class Fault(RuntimeError): ...
