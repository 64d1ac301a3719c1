#!/usr/bin/env python3
"""Writes icu.json: the words that ICU 72.1's word boundaries part, by PyICU 2.17.

Run by hand where PyICU is built against ICU 72 (Debian 12's libicu-dev); the tests read the file.

  icu    version of ICU
  cases  {name, text, words: [[word, begin, end]]}: as `--split icu` has it with Keras's filters: of the text in lower
         case, each filtered character a space, the segments of the root locale's word iterator that are a number, a
         word, kana or ideographs by their rule status, or that begin with an emoji beyond ASCII. begin and end are
         bytes of the text (the cases are as long in lower case, character by character).
"""

import json
import pathlib

import icu

assert icu.ICU_VERSION == "72.1", icu.ICU_VERSION

FILTERS = "!\"#$%&()*+,-./:;<=>?@[\\]^_`{|}~\t\n"
CASES = {
    "Chinese": "我喜欢这部电影。很好！",
    "Chinese, traditional": "今天天氣不好，我們不去圖書館了。",
    "Chinese with Latin and digits": "他在2023年买了一台iPhone 14手机，花了5999元。",
    "a long Chinese sentence": "北京大学的研究人员在南京市长江大桥附近发现了一种新的植物，并在国际期刊上发表了论文。",
    "Japanese": "私は昨日、東京で美味しいラーメンを食べました。",
    "Japanese in kana": "すもももももももものうち。コンピュータープログラミング",
    "Japanese with marks": "「日本語のテキスト」は、難しいですか？はい、ﾊﾝｶｸｶﾅもあります。",
    "Thai": "ฉันชอบดูหนังเรื่องนี้มาก",
    "Thai with spaces and digits": "ประเทศไทยมี 77 จังหวัด และกรุงเทพมหานครเป็นเมืองหลวง",
    "Lao": "ຂ້ອຍມັກເບິ່ງຮູບເງົາ",
    "Khmer": "ខ្ញុំចូលចិត្តមើលកុន",
    "Burmese": "ကျွန်တော်မြန်မာစာဖတ်နိုင်ပါသည်။",
    "Korean": "나는 어제 서울에서 영화를 봤습니다.",
    "English": "Don't split e-mail: it's 3.14 or 1,000 in foo_bar (U.S.A.)!",
    "marks that are no filters": "«Größe» — „Übermut“ … naïve’s café",
    "Hindi": "मुझे यह फ़िल्म पसंद है।",
    "emoji": "gut 😀👍🏽 👨\u200d👩\u200d👧 🇩🇪🇫🇷 ❤️ © 5️⃣ →",
    "joiners": "ab\u200dcd ka\u200cb a\u0301b \u200d\u200d \u0301",
    "odd spaces": "a\u00a0b\u3000c\u2003d\u200be\u0085f\rg\r\nh\u2028i",
    "control bytes": "a\0b\x01c\x1fd",
    "private and unassigned": "\ue000\U0010fffd x\u0378y",
    "all together": "东京Tokyo東京กรุงเทพ서울1234test",
}


def is_word(status, segment):
    first = segment[0]
    emoji = icu.Char.hasBinaryProperty(first, icu.UProperty.EMOJI) or icu.Char.hasBinaryProperty(
        first, icu.UProperty.EXTENDED_PICTOGRAPHIC)
    return status >= 100 or (ord(first) >= 0x80 and emoji)


def words_of(text):
    lowered = text.lower()
    assert [len(c.encode()) for c in lowered] == [len(c.encode()) for c in text]
    cut = lowered.translate({ord(c): " " for c in FILTERS})
    breaks = icu.BreakIterator.createWordInstance(icu.Locale.getRoot())
    breaks.setText(cut)
    utf16 = cut.encode("utf-16-le")
    words, begin = [], 0
    for end in breaks:
        segment = utf16[2 * begin:2 * end].decode("utf-16-le")
        if is_word(breaks.getRuleStatus(), segment):
            start = len(utf16[:2 * begin].decode("utf-16-le").encode())
            words.append([segment, start, start + len(segment.encode())])
        begin = end
    return words


def main():
    cases = [{"name": name, "text": text, "words": words_of(text)} for name, text in CASES.items()]
    path = pathlib.Path(__file__).with_name("icu.json")
    path.write_text(json.dumps({"icu": icu.ICU_VERSION, "cases": cases}, ensure_ascii=False, indent=1) + "\n")


main()
