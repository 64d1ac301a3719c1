"""The short texts made from posts' subjects."""

import io
import tarfile
import tempfile
import unittest

import paths  # noqa: F401
import subjects


def archive(posts):
    """A file like 20news-bydate.tar.gz of {name: text}."""
    file = tempfile.NamedTemporaryFile(suffix=".tar.gz")
    with tarfile.open(fileobj=file, mode="w:gz") as tar:
        for name, text in posts.items():
            member = tarfile.TarInfo(name)
            data = text.encode("latin-1")
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
    file.flush()
    return file


class SubjectTest(unittest.TestCase):
    def test_subject_without_re(self):
        for line, subject in (("Subject: Re: New goalie", "New goalie"), ("subject: RE:re: [1] x", "[1] x"),
                              ("Subject: Re^2: orbit", "orbit"), ("Subject: Re[2]: orbit", "orbit"),
                              ("Subject: Reading list", "Reading list"), ("Subject:\tA  b \t c ", "A b c"),
                              ("Subject: Prices (was: Re: Orbit)", "Prices (was: Re: Orbit)"), ("Subject: Re: ", "")):
            self.assertEqual(subjects.subject_of(f"From: a@b\n{line}\nLines: 1\n\nbody\n"), subject)

    def test_folded_line_is_joined(self):
        self.assertEqual(subjects.subject_of("Subject: one\n two\n\tthree\nLines: 3\n\nbody"), "one two three")
        self.assertEqual(subjects.subject_of("Subject: one\r\n two\r\nLines: 3\r\n\r\nbody"), "one two")

    def test_body_is_not_looked_at(self):
        self.assertEqual(subjects.subject_of("From: a@b\n\nSubject: quoted\n"), "")
        self.assertEqual(subjects.subject_of("From: a@b\nX-Subject: other\n\nbody"), "")

    def test_parts_and_what_both_have(self):
        with archive({"20news-bydate-train/sci.space/1": "Subject: Orbit\n\na",
                      "20news-bydate-train/rec.autos/2": "Subject: Br\xe9mse\n\nb",
                      "20news-bydate-test/sci.space/3": "Subject: Re: ORBIT\n\nc",
                      "20news-bydate-test/rec.autos/4": "Subject: New\n\nd",
                      "20news-bydate-test/rec.autos/5": "From: x\n\ne"}) as file:
            found = subjects.read(file.name)
        self.assertEqual(found.train, [("sci.space", "Orbit"), ("rec.autos", "Br\xe9mse")])
        self.assertEqual(found.test, [("sci.space", "ORBIT"), ("rec.autos", "New")])
        self.assertEqual(found.unseen(), [("rec.autos", "New")])
        self.assertEqual((found.known(), found.without), (1, 1))


if __name__ == "__main__":
    unittest.main()
