//! The words that the generated primers are made of.

/// What a name starts with.
pub(super) const ADJECTIVES: &[&str] = &[
    "Absolute", "Adverse", "Bilateral", "Binding", "Collateral", "Constructive", "Declaratory",
    "Direct", "Equitable", "Express", "Federal", "Final", "General", "Implied", "Interim", "Joint",
    "Limited", "Material", "Mutual", "Nominal", "Ordinary", "Partial", "Personal", "Primary",
    "Public", "Qualified", "Relative", "Remedial", "Several", "Special", "Statutory", "Summary",
    "Tacit", "Vested", "Voluntary",
];

/// What it is about.
pub(super) const NOUNS: &[&str] = &[
    "abatement", "action", "appeal", "bar", "burden", "cause", "claim", "clause", "consent",
    "contract", "damage", "decree", "defense", "discovery", "duty", "estoppel", "evidence",
    "finding", "fraud", "holding", "immunity", "injury", "joinder", "judgment", "jurisdiction",
    "liability", "motion", "notice", "order", "party", "pleading", "privilege", "record", "relief",
    "remedy", "review", "rule", "sanction", "service", "standing", "stay", "title", "trial",
    "venue", "waiver", "warrant", "witness", "writ",
];

/// Where it belongs, for primers with more terms than pairs of the words above.
pub(super) const CONTEXTS: &[&str] = &[
    "at law", "in equity", "on the merits", "of record", "in chambers", "in rem", "by statute",
    "by custom", "in bankruptcy", "in probate", "at sea", "in wartime", "on remand", "under seal",
    "in default", "by proxy", "of the state", "of the city", "of the county", "of an agency",
    "of a trust", "of an estate", "of a tenant", "of a landlord", "of a carrier", "of a bank",
    "of a minor", "of a guardian", "of a partner", "of an heir", "of an insurer", "of a school",
    "of a patient", "of a prisoner", "of a juror", "of a debtor", "of a lender", "of a buyer",
    "of a seller", "of a builder", "of an employer", "of a union", "of a driver", "of a neighbor",
    "of an author", "of an inventor", "of a voter", "of a taxpayer", "of a migrant", "of a spouse",
    "before trial", "after trial", "during arrest", "during transport", "without fault",
    "without notice", "with prejudice", "with leave", "for cause", "for life",
];

/// What the title says behind the name.
pub(super) const PROMISES: &[&str] = &[
    "What It Asks of You", "When a Court Looks at It", "How It Ends a Case Early",
    "Where Most Filings Go Wrong", "Who Has to Show What", "Why the Date Matters",
    "What to Write Down First", "How Judges Test It",
];

/// What an entry belongs to; `primer.toml` lists them too.
pub(super) const CATEGORIES: &[&str] = &[
    "pleading", "parties", "courts", "evidence", "damages", "defenses", "procedure", "appeals",
    "settlement", "records", "deadlines", "enforcement",
];

pub(super) const TAGS: &[&str] = &[
    "first steps", "federal", "state", "county", "forms", "fees", "service", "hearing", "jury",
    "bench", "motion practice", "filing", "paper", "online", "police", "housing", "work", "school",
    "prison", "health", "family", "money", "contract", "land", "speech", "privacy", "search",
    "force", "medical", "travel", "records", "notice", "waiting", "witness", "expert", "video",
    "audio", "letters", "costs", "after the verdict",
];

// A sentence: who does what, how, and sometimes why.

pub(super) const WHO: &[&str] = &[
    "The court", "A judge", "The clerk", "Each side", "The other side", "The person who sues",
    "A witness", "The agency", "Nobody", "The rule", "Every paper that you file",
    "The officer who was there", "A lawyer for the city", "The jury", "Whoever signs the form",
    "The record of that day", "One missing date", "The first hearing", "An honest mistake",
    "The person in charge", "A later statement", "This part of the case", "The law of most states",
    "A careful reader",
];
pub(super) const DOES: &[&str] = &[
    "looks at", "doesn't decide", "has to explain", "rarely accepts", "may still question",
    "often turns on", "can't ignore", "must answer", "keeps apart", "puts weight on",
    "starts from", "asks about", "treats as settled", "weighs", "sets aside", "returns to",
    "is measured against", "leaves open", "goes no further than", "will compare", "depends on",
    "follows from", "needs", "brings up",
];
pub(super) const WHAT: &[&str] = &[
    "the facts as you wrote them", "what each person did", "the time between the two events",
    "a plain statement of the harm", "the words of the order", "the reason that was given",
    "who knew what and when", "the second half of the test", "a copy of the letter",
    "the part that nobody disputes", "the difference between a risk and a loss",
    "an answer under oath", "the number of earlier complaints", "the place where it happened",
    "a promise that was never written down", "the usual way of doing it",
    "the page and line of the transcript", "what a reasonable person would have seen",
    "the money that was lost", "a deadline of thirty days", "the name on the form",
    "all that was said at the desk", "an event that came later", "the whole of the file",
];
pub(super) const HOW: &[&str] = &[
    "before anything else", "at this stage", "without hearing anyone", "in a short order",
    "in most cases", "after both sides have spoken", "when it is asked in time",
    "on the papers alone", "at the first hearing", "as a matter of course", "under § 12 of the act",
    "with a few exceptions", "once the record is closed", "from the very start",
    "even if nobody objects", "no matter how strong the rest is",
];
pub(super) const WHY: &[&str] = &[
    "because the other side must be able to answer", "so that nobody is taken by surprise",
    "and that is where many cases end", "since a guess is no evidence",
    "which is why the order of events counts", "but only if you asked for it",
    "unless the statute says otherwise", "and the burden stays where it was",
    "because a promise is not yet a loss", "so write it down the same day",
    "and a second try is rarely allowed", "though few people are told about it",
];

/// What stands in bold before a quotation.
pub(super) const LABELS: &[&str] = &[
    "Clear and complete", "Only half of it", "Too vague", "A date and a place", "The usual form",
    "With a source", "By somebody who was there", "Said too late", "In the words of the rule",
    "As a list",
];

/// What people say in quotations.
pub(super) const NAMES: &[&str] = &[
    "Officer Hale", "Ms. Brandt", "Mr. Okoro", "Sergeant Lind", "Dr. Amari", "The landlord",
    "The driver", "Deputy Marsh", "The nurse", "The supervisor",
];

/// Headings of the sections in their order, each from its own choice. All differ, so that no entry has
/// one twice. Links lead to those of the first [`LINKED_SECTIONS`].
pub(super) const HEADINGS: [&[&str]; 6] = [
    &["The rule", "The short answer", "What the rule says", "The idea behind it", "The test in one line"],
    &["What a good example looks like", "How to say it well", "Words that work", "A strong paragraph", "What convinces a judge"],
    &["What a bad example looks like", "Words that fail", "Common mistakes", "What a judge strikes out", "Where it goes wrong"],
    &["How to prepare it", "Step by step", "Building it from the start", "What to do in the first week", "Working through it"],
    &["At different stages of a case", "As the case goes on", "Early and late", "From the first paper to the verdict", "When it comes up"],
    &["Questions that remain", "When you do not know enough", "What nobody can tell you yet", "Limits and exceptions", "If the answer is no"],
];
pub(super) const LINKED_SECTIONS: usize = 3;

/// Headings within the fourth section.
pub(super) const STEPS: &[&str] = &[
    "List what happened in order", "Give every person a line", "Get the papers first",
    "Name people by their names", "Compare it with the form", "Ask one question at a time",
    "Leave out what you guess", "Have somebody else read it",
];

/// Fenced blocks of code, with their language.
pub(super) const CODE: &[(&str, &str)] = &[
    ("rust", "fn days(from: u32, to: u32) -> Option<u32> {\n    // Nothing is due before it starts.\n    to.checked_sub(from)\n}\n"),
    ("python", "def deadline(start, days=30):\n    \"\"\"The last day on which a paper may be filed.\"\"\"\n    return start + timedelta(days=days)\n"),
    ("json", "{\n  \"case\": \"12-345\",\n  \"filed\": true,\n  \"pages\": 14\n}\n"),
    ("sql", "SELECT name, count(*) AS complaints\nFROM reports\nWHERE year >= 2015\nGROUP BY name;\n"),
];

/// Another script: enough to write names, headings and sentences in it.
pub(super) struct Script {
    /// The two words of a name.
    pub(super) first: &'static [&'static str],
    pub(super) second: &'static [&'static str],
    pub(super) words: &'static [&'static str],
    pub(super) headings: [&'static str; 6],
    /// Between words.
    pub(super) space: &'static str,
    /// Behind a sentence.
    pub(super) stop: &'static str,
}

pub(super) const SCRIPTS: &[Script] = &[
    Script {
        first: &["Γενική", "Ειδική", "Δημόσια", "Τελική", "Έμμεση", "Κοινή", "Μερική", "Ρητή"],
        second: &["αγωγή", "ευθύνη", "συναίνεση", "απόδειξη", "έφεση", "δίκη", "εντολή", "ζημία", "παραίτηση", "προθεσμία"],
        words: &["ο", "δικαστής", "εξετάζει", "τα", "γεγονότα", "πριν", "από", "την", "απόφαση", "κάθε", "πλευρά", "πρέπει", "να", "απαντήσει", "εγκαίρως", "και", "με", "σαφήνεια"],
        headings: ["Ο κανόνας", "Ένα καλό παράδειγμα", "Συχνά λάθη", "Βήμα προς βήμα", "Κατά τη διάρκεια της δίκης", "Ανοιχτά ερωτήματα"],
        space: " ",
        stop: ".",
    },
    Script {
        first: &["Общая", "Особая", "Прямая", "Косвенная", "Частичная", "Полная", "Взаимная", "Личная"],
        second: &["жалоба", "вина", "ответственность", "защита", "сделка", "подсудность", "расписка", "отсрочка", "уступка", "пошлина"],
        words: &["суд", "рассматривает", "все", "факты", "до", "вынесения", "решения", "каждая", "сторона", "должна", "ответить", "вовремя", "и", "ясно", "указать", "причину", "спора"],
        headings: ["Правило", "Хороший пример", "Частые ошибки", "Шаг за шагом", "На разных этапах дела", "Открытые вопросы"],
        space: " ",
        stop: ".",
    },
    Script {
        first: &["الدعوى", "المسؤولية", "الموافقة", "الحجة", "المهلة", "الشهادة", "الكفالة", "الوكالة", "الحيازة", "الشكوى"],
        second: &["العامة", "الخاصة", "المباشرة", "الضمنية", "الجزئية", "النهائية", "المشتركة", "المدنية"],
        words: &["تنظر", "المحكمة", "في", "الوقائع", "قبل", "القرار", "وعلى", "كل", "طرف", "أن", "يجيب", "في", "الوقت", "المحدد", "بوضوح"],
        headings: ["القاعدة", "مثال جيد", "أخطاء شائعة", "خطوة بعد خطوة", "في مراحل القضية", "أسئلة مفتوحة"],
        space: " ",
        stop: ".",
    },
    Script {
        first: &["一般", "特別", "直接", "間接", "部分", "最終", "共同", "默示"],
        second: &["責任", "同意", "證據", "上訴", "訴訟", "管轄", "損害", "時效", "抗辯", "合約"],
        words: &["法院", "先看", "事實", "再作", "決定", "雙方", "都要", "按時", "回答", "並且", "說明", "理由", "文件", "必須", "完整"],
        headings: ["規則", "好的例子", "常見錯誤", "逐步說明", "案件的不同階段", "未解的問題"],
        space: "",
        stop: "。",
    },
    Script {
        first: &["सामान्य", "विशेष", "मौन", "अंतिम", "आंशिक", "संयुक्त", "परोक्ष", "लिखित"],
        second: &["दावा", "सहमति", "साक्ष्य", "अपील", "दायित्व", "आदेश", "सूचना", "अनुबंध", "गवाही", "समय सीमा"],
        words: &["न्यायालय", "पहले", "तथ्य", "देखता", "है", "और", "फिर", "निर्णय", "देता", "हर", "पक्ष", "को", "समय", "पर", "उत्तर", "देना", "होता"],
        headings: ["नियम", "अच्छा उदाहरण", "आम गलतियाँ", "कदम दर कदम", "मामले के चरण", "खुले प्रश्न"],
        space: " ",
        stop: "।",
    },
];
