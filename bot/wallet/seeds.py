"""Demo customers, each of whom shows a case that support meets."""
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Dict, List, Tuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.db import Database, utc_now
from bot.wallet.models import SandboxAccount, SandboxTransaction
from bot.wallet.protocol import Freeze, Kind, State

# customer id: name, story in Chinese, story in English, freeze
_CUSTOMERS: Dict[str, Tuple[str, str, str, "Freeze | None"]] = {
    "demo-chen": ("陈静", "付款失败，钱在退回的路上", "A payment failed; the money is on its way back", None),
    "demo-wang": ("王建国", "有两笔不认识的扣款", "Two charges he does not recognise", None),
    "demo-li": ("李敏", "同一家店被扣了两次", "Charged twice by one shop", None),
    "demo-zhao": ("赵磊", "充值扣了款没入账，转账在处理中", "Top-up taken but not credited; a transfer still processing", None),
    "demo-liu": ("刘洋", "退款在路上，提现被退回", "A refund under way; a withdrawal sent back", None),
    "demo-smith": ("Emma Smith", "外国用户，各种情况都有", "A foreign customer with a bit of everything", None),
    "demo-sun": ("孙丽", "账户冻结：身份验证没通过", "Frozen: identity check not passed", Freeze.IDENTITY),
    "demo-zhou": ("周强", "账户冻结：密码输错多次", "Frozen: wrong password several times", Freeze.PASSWORD),
    "demo-wu": ("吴芳", "账户冻结：发现有风险的交易", "Frozen: risky activity was seen", Freeze.RISK),
    "demo-zheng": ("郑伟", "账户冻结：合规审查", "Frozen: compliance review", Freeze.COMPLIANCE),
    "demo-new": ("何雨", "刚开户，还没有交易", "A new customer without transactions", None),
}

_Row = Tuple[str, Kind, State, str, str, float, "str | None", "float | None"]

# customer, kind, state, amount, counterparty, hours ago, reason, hours until it is expected
_TRANSACTIONS: List[_Row] = [
    ("demo-chen", Kind.PAYMENT, State.FAILED_RETURNING, "328.00", "优衣库", 5, "network_timeout", 19),
    ("demo-chen", Kind.PAYMENT, State.FAILED, "45.50", "美宜佳便利店", 30, "insufficient_balance", None),
    ("demo-chen", Kind.PAYMENT, State.SUCCEEDED, "26.00", "瑞幸咖啡", 50, None, None),
    ("demo-chen", Kind.TOPUP, State.SUCCEEDED, "500.00", "招商银行", 72, None, None),
    ("demo-wang", Kind.SUBSCRIPTION, State.SUCCEEDED, "25.00", "星云视频会员", 20, "auto_renewal", None),
    ("demo-wang", Kind.PAYMENT, State.SUCCEEDED, "199.00", "HZKJ网络科技", 44, None, None),
    ("demo-wang", Kind.PAYMENT, State.SUCCEEDED, "88.60", "永辉超市", 60, None, None),
    ("demo-li", Kind.PAYMENT, State.SUCCEEDED, "68.00", "老王火锅", 26, None, None),
    ("demo-li", Kind.PAYMENT, State.SUCCEEDED, "68.00", "老王火锅", 25.9, None, None),
    ("demo-li", Kind.PAYMENT, State.SUCCEEDED, "15.00", "地铁出行", 28, None, None),
    ("demo-zhao", Kind.TOPUP, State.UNCREDITED, "1000.00", "工商银行", 3, "bank_processing", 21),
    ("demo-zhao", Kind.TRANSFER_OUT, State.PROCESSING, "600.00", "房东张先生", 7, "bank_processing", 17),
    ("demo-zhao", Kind.PAYMENT, State.PROCESSING, "42.00", "滴滴出行", 1, None, 2),
    ("demo-liu", Kind.PAYMENT, State.REFUNDING, "259.00", "京选百货", 48, "merchant_refund", 72),
    ("demo-liu", Kind.PAYMENT, State.REFUNDED, "39.90", "小蜜蜂书店", 200, None, None),
    ("demo-liu", Kind.WITHDRAWAL, State.FAILED_RETURNING, "2000.00", "建设银行", 22, "wrong_account", 26),
    ("demo-smith", Kind.PAYMENT, State.FAILED_RETURNING, "128.00", "Blue Frog Shanghai", 4, "merchant_system", 20),
    ("demo-smith", Kind.SUBSCRIPTION, State.SUCCEEDED, "30.00", "Melody Music", 70, "auto_renewal", None),
    ("demo-smith", Kind.PAYMENT, State.SUCCEEDED, "75.00", "Jade Nails", 90, None, None),
    ("demo-smith", Kind.PAYMENT, State.SUCCEEDED, "75.00", "Jade Nails", 89.9, None, None),
    ("demo-smith", Kind.WITHDRAWAL, State.PROCESSING, "900.00", "Bank of China", 6, "bank_processing", 30),
    ("demo-sun", Kind.PAYMENT, State.SUCCEEDED, "19.90", "盒马鲜生", 100, None, None),
    ("demo-zhou", Kind.PAYMENT, State.SUCCEEDED, "12.00", "共享单车", 80, None, None),
    ("demo-wu", Kind.TRANSFER_OUT, State.SUCCEEDED, "5000.00", "陌生收款人", 15, None, None),
    ("demo-zheng", Kind.TRANSFER_IN, State.SUCCEEDED, "30000.00", "海外汇款", 120, None, None),
]


def seed(database: Database) -> int:
    """Write the demo customers, once; their transactions lie before the moment of seeding. Returns how many there are."""
    with database.transaction() as session:
        known = session.execute(select(func.count()).select_from(SandboxAccount)).scalar() or 0
        if not known:
            _write(session, utc_now())
        return known or len(_CUSTOMERS)


def _reached_at(customer_id: str) -> Dict[str, str]:
    # Nobody's: example.com takes no mail, and the number is the one every Chinese form shows as its example. The newest has given nothing yet.
    return {} if customer_id == "demo-new" else {"email": customer_id.removeprefix("demo-") + "@example.com", "phone": "+8613800138000"}


def _write(session: Session, now: datetime) -> None:
    for customer_id, (name, story_zh, story_en, frozen) in _CUSTOMERS.items():
        session.add(SandboxAccount(customer_id=customer_id, name=name, story_zh=story_zh, story_en=story_en,
                                   **_reached_at(customer_id), frozen=frozen.value if frozen else None,
                                   frozen_at=now - timedelta(hours=9) if frozen else None))
    session.flush()
    for number, (customer, kind, state, amount, counterparty, ago, reason, until) in enumerate(_TRANSACTIONS):
        at = now - timedelta(hours=ago)
        session.add(SandboxTransaction(
            id=f"T{at:%Y%m%d}{10_000_000 + number * 137_911:08d}", customer_id=customer, kind=kind.value, state=state.value,
            amount=Decimal(amount), currency="CNY", counterparty=counterparty, reason=reason, created_at=at,
            expected_at=now + timedelta(hours=until) if until else None))
