from bot.transcripts.reading import read_transcript

SENTENCE = "茶香" * 210


def test_a_sentence_that_is_longer_than_a_piece_may_be_stays_whole() -> None:
    assert [cue.text for cue in read_transcript(f"{SENTENCE}。".encode()).cues] == [f"{SENTENCE}。"]


def test_what_follows_a_long_sentence_is_a_piece_of_its_own() -> None:
    texts = [cue.text for cue in read_transcript(f"{SENTENCE}。後來下雨了".encode()).cues]
    assert texts == [f"{SENTENCE}。", "後來下雨了"]


def test_what_has_no_times_is_told_as_a_whole() -> None:
    transcript = read_transcript("茶香\n茶色".encode())
    assert transcript.untimed
    assert [(problem.line, problem.code) for problem in transcript.problems] == [(0, "file.untimed")]
