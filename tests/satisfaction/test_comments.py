"""What follows a rating: a comment, a problem, an order."""
import pytest

from bot.satisfaction.comments import Heard, heard


@pytest.mark.parametrize("intent, words, expected", [
    ("feedback", "同事很耐心", Heard.COMMENT), ("nlu_fallback", "就那样", Heard.COMMENT), ("slow_support", "等了太久", Heard.COMMENT), ("inform", "前台态度", Heard.COMMENT),
    ("thanks", "谢谢小周，讲得特别清楚", Heard.COMMENT), ("failed_payment", "钱还是没退，付款又失败了", Heard.BOTH), ("fraud", "我被骗了", Heard.BOTH),
    ("account_freeze", "账户还是冻结的", Heard.BOTH), ("file_complaint", "我要投诉这个客服", Heard.BOTH), ("abuse", "垃圾", Heard.BOTH),
    ("thanks", "谢谢", Heard.NEITHER), ("goodbye", "再见", Heard.NEITHER), ("human_agent", "给我转人工，这个机器人没用", Heard.NEITHER),
    ("switch_language", "English please", Heard.NEITHER), ("complaint_progress", "我的投诉怎么样了", Heard.NEITHER), ("deny", "没有了", Heard.NEITHER),
])
def test_what_follows_a_rating(intent: str, words: str, expected: Heard):
    assert heard(intent, words) is expected
