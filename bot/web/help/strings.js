/** The help page's words. A question is sent to the bot just as it is written here. */

/** @typedef {{ icon: string, title: string, questions: string[] }} Topic */
/** @typedef {{ words: Record<string, string>, topics: Topic[] }} Page */

/** @type {Page} */
const zh = {
  words: {
    pageTitle: 'U钱包帮助中心',
    brand: 'U钱包',
    section: '帮助中心',
    language: 'English',
    heroTitle: '您好，遇到什么问题了？',
    heroText: '用自己的话说就好，我们会陪您把问题一步步弄清楚。',
    searchLabel: '您的问题',
    searchPlaceholder: '例如：付款失败了，钱却被扣了',
    searchButton: '提问',
    urgentTitle: '账户被盗，或怀疑遇到诈骗？',
    urgentText: '请先停止转账，也不要把验证码告诉任何人。',
    urgentButton: '马上告诉我们',
    urgentQuestion: '我的账户被盗了，请帮帮我',
    topicsTitle: '大家常问的问题',
    footer: 'U钱包的工作人员不会向您索要密码、验证码或完整卡号。',
    demo: '体验登录后的客服',
    noscript: '使用在线客服需要开启浏览器的 JavaScript。',
  },
  topics: [
    { icon: 'pay', title: '支付', questions: ['付款失败了，钱会退回来吗？', '有一笔扣款我不认识', '同一笔订单扣了两次钱', '退款什么时候到账？'] },
    { icon: 'transfer', title: '转账与充值', questions: ['转账成功了，对方却没收到', '充值扣了钱，余额没有增加', '提现到银行卡要多久？', '每天最多能转账多少钱？'] },
    { icon: 'freeze', title: '冻结', questions: ['我的账户为什么被冻结了？', '怎么解冻账户？', '手机丢了，请帮我冻结账户'] },
    { icon: 'security', title: '账户安全', questions: ['有人登录了我的账户', '我好像被骗了，该怎么办？', '这条短信是你们发的吗？', '怎么开启两步验证？'] },
    { icon: 'privacy', title: '隐私', questions: ['你们会收集我的哪些信息？', '我担心个人信息被泄露了', '怎么注销账户、删除个人信息？'] },
    { icon: 'complaint', title: '投诉', questions: ['我要投诉', '我的投诉处理到哪一步了？', '投诉后多久会有结果？', '怎么撤销投诉？'] },
  ],
};

/** @type {Page} */
const en = {
  words: {
    pageTitle: 'U Wallet Help Centre',
    brand: 'U Wallet',
    section: 'Help Centre',
    language: '中文',
    heroTitle: 'Hello. What can we help with?',
    heroText: 'Put it in your own words. We’ll work through it with you, step by step.',
    searchLabel: 'Your question',
    searchPlaceholder: 'For example: my payment failed but I was charged',
    searchButton: 'Ask',
    urgentTitle: 'Someone in your account, or think it’s a scam?',
    urgentText: 'Stop any transfer first, and don’t share a code with anyone.',
    urgentButton: 'Tell us now',
    urgentQuestion: 'Someone has got into my account, please help',
    topicsTitle: 'What people often ask',
    footer: 'U Wallet staff will never ask for your password, a code or your full card number.',
    demo: 'Try it signed in',
    noscript: 'Live support needs JavaScript to be switched on in your browser.',
  },
  topics: [
    { icon: 'pay', title: 'Payments', questions: ['My payment failed. Will I get the money back?', 'I don’t recognise a charge', 'I was charged twice for one order', 'When will my refund arrive?'] },
    { icon: 'transfer', title: 'Transfers and top-ups', questions: ['My transfer went through but never arrived', 'My bank took the top-up but my balance is the same', 'How long does a withdrawal take?', 'How much can I transfer in a day?'] },
    { icon: 'freeze', title: 'Frozen accounts', questions: ['Why is my account frozen?', 'How do I unfreeze my account?', 'I lost my phone, please freeze my account'] },
    { icon: 'security', title: 'Account security', questions: ['Someone logged in to my account', 'I think I’ve been scammed. What do I do?', 'Is this text message really from you?', 'How do I turn on two-step verification?'] },
    { icon: 'privacy', title: 'Privacy', questions: ['What information do you collect about me?', 'I think my data has been leaked', 'How do I close my account and delete my data?'] },
    { icon: 'complaint', title: 'Complaints', questions: ['I want to file a complaint', 'Where is my complaint?', 'How long does a complaint take?', 'How do I withdraw a complaint?'] },
  ],
};

/** @param {string} locale @returns {Page} */
export function pageFor(locale) {
  return locale === 'en' ? en : zh;
}
