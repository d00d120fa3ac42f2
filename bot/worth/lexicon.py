"""The words that tell where sentences end, what points elsewhere, and what is said around a show.

Only words of the languages themselves, of no show and no field. Each list is one text of alternatives in the syntax of
regular expressions, `|` between them; all of it is matched with every character folded (`bot.search.fold`). What ends
in `_EN` are Latin words, which stand alone.
"""

import re

from bot.search.fold import fold_text

_BAR = re.compile(r"\|(?![^()]*\))")
"""Between two alternatives, not inside one: they nest no brackets."""


def any_of(words: str, *, at_end: bool = False, latin: bool = False) -> re.Pattern[str]:
    """A pattern of these alternatives, folded, longest first.

    Args:
        words: with `|` between them.
        at_end: whether the text has to end behind it.
        latin: whether they are Latin words, which stand alone.
    """
    several = "|".join(sorted(_BAR.split(fold_text(words)[0]), key=len, reverse=True))
    if latin:
        return re.compile(rf"\b(?:{several})\b")
    return re.compile(f"(?:{several})$" if at_end else f"(?:{several})")


def either(mandarin: str, english: str) -> re.Pattern[str]:
    """A pattern of the alternatives of both languages."""
    return re.compile(f"{any_of(mandarin).pattern}|{any_of(english, latin=True).pattern}")


# ---------------------------------------------------------------- where sentences end

OPENS_ANYWHERE = (
    (
        2.0,
        (
            "但是|可是|所以說|所以|因此|而且|好那|好接下來|接下來|那如果|那所以|那當然|那為什麼|那到底"
            "|那接下來|那再來|總之|首先|舉個例子|換句話說|簡單來說|事實上"
        ),
    ),
    (1.0, "然後|因為|雖然|不過|但"),
)
"""What begins a sentence wherever it stands."""
OPENS_AFTER_GAP = (
    (
        2.0,
        (
            "另外|再來|第一個|第二個|第三個|第一點|第二點|第三點|第一|第二|第三|最後|那其實|那我們|那這個"
            "|此外|至於|各位|謝謝"
        ),
    ),
    (1.3, "其實|為什麼|結果|如果|例如|比如說|譬如|舉例|反正|當然|也就是說|意思就是說|同時|今天|當時|後來"),
    (1.5, "那|好|對"),
    (
        1.0,
        ("而|就是說|我覺得|我認為|我們|大家|你知道|像是|有些|有人|有一個|現在|我|你|他|她|它|這|我們的|只是"),
    ),
)
"""What begins one where there is a pause."""
NO_OPENING = (
    "但願|那個|那些|那種|那樣|那麼|那邊|那時|那一|那天|那位|那次|那兩|那幾|而已|對於|對我|對他|對這|對台|對一"
    "|對很|對你|好像|好多|好幾|好的|好處|好不好|好吃|好奇|好好|好看|好玩|好用|好事|對吧|對不對|所以然|我的"
    "|你的|他的|對象|對應|對面|對抗|對話|對方|最後的|今天的"
)
CLOSES = (
    (2.5, "好不好|對不對|對吧|是不是|這樣子|就這樣|了嗎|的嗎|了吧|的吧|了喔|了啦|而已|等等的|之類的|什麼的"),
    (1.5, "嗎|吧|囉|喔|耶|這樣|的話題|的東西|的事情|的原因|的時候了"),
    (1.0, "嘛|啦|謝謝|了"),
    (0.5, "的|過|到|好|多|大|人|事"),
)
"""What ends one."""
TOPIC_PARTICLES = "呢|啊"
"""They end a question, or name what is spoken of."""
IS_ASKED = "什麼|怎麼|誰|哪|到底|究竟|是不是|多少|如何|會不會|有沒有|能不能|可不可以"
DANGLES = (
    "這個|那個|一個|一種|一些|什麼樣|每個|這種|那種|這些|那些|非常|很|更|最|太|比較|蠻|就|都|也|還|又|再|才"
    "|只|把|被|跟|和|與|對|從|在|為|向|用|讓|給|比|以|及|或|或者|或是|或者是|而|但|但是|所以|所以說|因為|如果"
    "|雖然|然後|而且|那|可是|不過|就是|也就是|是|有|沒有|沒|會|可以|能|能夠|應該|可能|要|想|得|的一個|的一些"
    "|我|你|他|她|它|我們|你們|他們|其實|甚至|關於|因此|像|像是|例如|叫做|說|包括|包含|兩個|三個|幾個|的這個"
    "|第|並|並且|之|所|於|等於|至於|由|將|正在|已經|剛好|到底|究竟|為什麼|如何|怎麼|那如果|當然|我覺得|我認為"
    "|覺得|知道|發現|認為|希望|表示|講到|看到|聽到|整個|各個|某個|所有|有一個|有個|是一個|變成|成為|當作|作為"
    "|透過|經過|根據|因為這個|接下來|首先|一|二|兩|的時候|時刻|之後|的話|的部分|原因|我想|我講|不管是|不管|無論"
    "|除了|越|越來越|幾乎|差不多|大概|至少|不只|不僅|不但|即使|就算|儘管|只要|只有|除非|那我|那你|那我們|那他"
    "|可|使|叫|請"
)
"""What cannot be the end of a sentence."""
GOES_ON = (
    "我?(?:剛剛|剛才)有?(?:說|講|提)|的(?!確|話題)|了|嗎|呢|吧|之(?!前|後)|們|嘛|啊|而已|以上|以下|的話|的時候|裡面|上面|當中|來說|來講|等等"
    "|之類|也|就|都|才|還是|或|或者|或是|以及|跟|和|與|(?:which|who|whose|whom|of|to|than)\\b"
)
"""What cannot be the beginning of one."""
FILLERS = (
    "那(?![個些種樣麼邊時天位次兩幾裡是首家間本部篇句段場件條張支隻台座點份類群道項題套層塊年月])"
    "|好(?=[,，\\s那啊吧的啦]|接下來|所以|我們)|嗯|欸|哦|喔|啊|對(?=[,，\\s對啊呀])|好啦|OK|然後(?=[,，\\s]?)"
    "|就是說|其實呢|那麼|(?:但是|可是|不過|所以說|因此|因為|而且|反正|當然)[呢啦啊]?|但(?!願)|所以(?![然說])呢?"
)
"""What a sentence begins with before it says anything: it stands as well without."""

# ---------------------------------------------------------------- what points elsewhere

POINTS_HARD = (
    "第一(?![次名線家張夫])|特別是|尤其|包括|應該|像是|好比|比如|例如|譬如|舉例"
    "|那[首家間本部篇句段場件條張支台座點份類群道項題套層塊年月]|答案|原因是|理由是|結論"
    "|我(?:現在)?(?:自己)?的(?:態度|想法|看法|意思)|絕對不|不一定|有啊|怎麼辦|為何|當然不|如果不行"
    "|如果可以|如果要|如果是|難道|我[這剛說]|之後|之前|畢竟|根本|剛好|讓|把|使|給|用(?!戶)|去(?!年)|做"
    "|看(?!法)|變|當時|那麼|為什麼(?=[\\s這那很會要不]|是|因為)|他|她|它|牠|此(?!外)|其中|其他|其實他|後者|前者"
    "|同樣|兩者|以上|剛剛|剛才|也(?!許)|就|還(?!有一次)|都|又|而(?!且)|並|才|反而|甚至|結果|因此|所以"
    "|也就是|意思|換句話|但|可是|不過|對啊|對呀|對對|沒錯|是的|是(?!不是)|不是|不會|不行|不然|要不然|總之"
    "|或|以及|的|了|這(?!幾年|年頭|輩子|個世界|個社會|個時代|個國家|一代|世界|次選舉)|那個|那些|那種|那樣"
    "|那是|那就|那也|那他|那她|那它|那這|那都|那還|那時|那邊|裡面|上面|下面|相比|相較|相對|否則|於是|接著"
    "|接下來|再來|更|當中|第二|第三|第四|第五|另一個|另外一個|另一方面|這裡|那裡|反之|後來|最後|至於"
    "|有(?!一次|一個|一天|一位|一年|些人|人|很多|一家|一種)|沒有|那如果這|如果這|因為這|因為他|因為它"
    "|因為她|如果他|如果它|雖然他|雖然它|當他|當它|像這|在這|在那|跟這|對這|從這|用這|把它|把他|讓他|讓它"
    "|被|所謂的這|除此|以此|除了這|首先|要|會|可以|能|叫"
)
"""A sentence that begins so hangs on the one before."""
POINTS_WITHIN = (
    "那時候|那個時候|這時候|這個時候|(?<!我)也(?!許)|還是|還有|還在|再(?!見|生)|更|例子|另外|其他|又|一樣|那麼|同樣"
)
POINTS_WITHIN_EN = (
    "(?:of|like|to|in|for|about|with|on|by) (?:that|them|these|those|it)|the answer|there(?! (?:is|are"
    "|was|were|has|have|can|will))|also|too|again|another|other|same|such|instead|else|here"
)
"""A sentence with this among its first words hangs on the one before, as a rule."""
POINTS_SOFT = (
    "然後|當然|反正|另外|而且|例如|比如|譬如|舉例|舉個例|像|因為|其實|好|對|雖然|再|OK|只是|只|因而|同時|只要這|如果說"
)
"""A sentence that begins so may."""
POINTS_HARD_EN = (
    "but|or|because|which|that|this|these|those|he|she|it|they|his|her|their|its|it's|that's|he's|she's"
    "|they're|then|yes|no|also|exactly|absolutely|definitely|sure|to|of|in terms|like|than|where|who|whose"
    "|whom|with that|interesting|awesome|great|thanks?|thank|there's that|totally|another|other|both|either"
    "|neither|instead|again|similarly|otherwise|anyway|first|second|secondly|third|thirdly|finally|even|not"
    "|from there|in that|in this|for that|at that|after that|on that|by that|with this|for this|is|are|was"
    "|were|does|did|do|can|could|would|will|i agree|same|such|got it|mhm|cool|nice|perfect|fantastic"
    "|wonderful|therefore|thus|hence|however|though|although that|that'll|it'll|they've|they'd|he'd|she'd"
    "|it'd|in which|in both|for both|already|naturally|probably|one (?:is|was|called|of them)"
    "|what that|how that|here|there"
)
POINTS_SOFT_EN = (
    "as|for example|for instance|basically|essentially|actually|in fact|what i|i did|i do|we did|we do"
    "|when you do that|if you do that|my|our|us"
)
STANCES = (
    "我覺得|我認為|我相信|今天|其實|事實上|講到|說到|至於|現在|目前|所謂的?|我們知道|大家知道|你知道|我們看"
    "|像|一般來說|基本上|對於|關於|過去|有一"
)
STANCES_EN = "i think|i mean|i guess|today|now|the|a|an"
"""What stands before the matter and says nothing of it."""
ADDRESSES = "你|您|我們(?!的|台灣)|咱"
ADDRESSES_EN = "you|we|let's|let me"
POINTS_AT_THINGS = (
    "(?:這|那)(?:件|個|些|種)?(?:事|東西|情況|狀況|問題|概念|說法|部分|現象|過程|原因|方法|方式|話題|推文"
    "|論文|公司|產品|數據|觀點|人)|這一?點(?!點)"
)
POINTS_AT_THINGS_EN = (
    "(?:this|that|these|those) (?:thing|problem|approach|idea|work|case|question|kind|way|point|issue|area"
    "|space|particular)s?|the (?:second|third|other|first|last|same|next|latter|former)"
)
"""What a sentence speaks of that was named before it."""
POINTS_AT_SEVERAL = "這[兩三四五幾][個種者點項家間位件]|兩者"
POINTS_AT_SEVERAL_EN = "these two|both of (?:these|those|them)|all of (?:these|those|them)"
"""The same, of several things; `SEVERAL` is how they were counted, if they were."""
SEVERAL = "[兩三四五幾]|第一|首先"
SEVERAL_EN = "two|three|four|first"
EXAMPLES = "(?:那|然後|就|,)*(?:像是?|例如|比如|譬如|首先|另外|再來|還有|第[一二三四]|但在|包括)"
"""A short sentence that begins so is the first of several."""
PRONOUNS = (
    "這個|那個|這些|那些|這種|那種|這樣|他|她|它|牠|這邊|那邊|剛剛|剛才|上面|前面|這件|那件|這也|這是|這就"
    "|你們|妳|您|這篇|這位|那位|這點|這間|這家|這台|這款|這套|這張|這座|這部|這場|這首|這項|這兩|這段|這句|這一|這部分|此"
)
NO_PRONOUN = "其他|吉他|他人|這個世界|這個社會|這個國家|這個時代|這一代|這輩子|這幾年|這一年|因此|彼此|如此|這樣子"
PRONOUNS_EN = "he|she|it|they|this|that|those|these|him|her|them|his|their|it's|that's|he's|she's|they're|there"
"""What stands for something that was named before."""
PERSONS = "(?<!其)(?<!吉)[他她](?!人)"
PERSONS_EN = "he|she|they|him|her|them|his|their|he's|she's|they're"
"""What stands for somebody who was named before."""
RECALLS = (
    "剛剛|剛才|前面(?:講|說|提|有)|上面(?:講|說|提)|一開始(?:講|說|提)|之前(?:講|說|提|有講|有說|有提)|如同我"
    "|就像我(?:說|講|剛)|我(?:剛|前面)|也(?:提|講|說)到|講過|說過|提過|聊過|提到過|介紹過|上一集|上集|前幾集"
    "|那一集|回到|先前|以上|所說的|前述"
)
RECALLS_EN = (
    "as i (?:said|mentioned)|like i (?:said|mentioned)|you've (?:talked|mentioned|said|described|just)"
    "|you (?:mentioned|said|talked about|described|referenced|alluded)|i mentioned|we talked about"
    "|we've talked about|we discussed|earlier"
    "|what you(?:'re| are) (?:saying|describing|talking about)|mentioned|you just|to your (?:point"
    "|question)|your question|going back|back to"
)
"""What calls for something that was said before."""

# ---------------------------------------------------------------- how a passage begins

ALSO = (
    "(?<!我)也(?!許)|一樣|同樣|又|還是說|例子|這麼|那麼|(?:這|那)(?:[一二兩三四五六七八九十幾]+"
    "|\\d+)[個種點件項大位間家部篇張]|他這|的這一|其中(?!一)|(?:把|用|對|讓|跟|從|給|靠)(?:這|那|他|它"
    "|她)"
)
"""What a first clause has that says more of what came before, or counts it."""
SECOND = "第[二三四五六](?!次世界)|另一|另外一|後者|其他"
SECOND_EN = "second|third|fourth|other one|latter"
"""What comes after a first."""
FIRST = "第一|首先|前者|一個是|一是"
FIRST_EN = "first|one of|one is|former"
ADVERBS = (
    "真的|完全|可能|現在|目前|主要|大概|當然|確實|一定|絕對|已經|原本|本來|通常|基本上|甚至|事實上|其實"
    "|我覺得|我認為|我相信|我想|我個人|我也必須要說|很明顯的?|雖然說?|儘管|就算|即使|如果說?|假設|首先"
    "|再來|另外|最後|同時|接下來|後來|結果|今天|你知道|你看|所謂的?|只是|像是|像|比如說|例如|說真的"
    "|說實話|簡單來說|這時候|那時候|當時|呢|啊"
)
ADVERBS_EN = (
    "then|well|i think|i guess|i believe|i mean|you know|actually|basically|really|now|maybe|probably"
    "|in fact|of course|obviously|kind of|sort of|just|if|when|while|although|though"
)
"""What stands before the subject of a sentence."""
NO_NAMES = (
    "應該|我|你|您|他|她|它|牠|大家|這|那|此|該|是|會|要|可|能|有|沒|不|很|非|蠻|滿|超|在|把|被|讓|用|去"
    "|來|做|得|叫|給|看|說|講|必須|需要"
)
NO_NAMES_EN = (
    "i|i'm|i've|my|we|we're|we've|our|us|you|you're|your|he|she|it|they|it's|is|are|was|were|do|does|to|of|in|on"
)
"""What a sentence does not begin with that names its subject: the listener, what was named, or a verb."""
OMITS = "是|會|可以|能|把|被|讓|用|去|做|得|給|應該|必須|需要|就是|不是|不會"
OMITS_EN = "is|are|was|were|does"
"""What a sentence begins with whose subject is left out, since it was named before."""
SAYS_OF = "呢|是|叫|有|在|會|可以"
SAYS_OF_EN = "is|are|was|were|has|have|can|will|would|does|makes?|means?|needs?"
"""What follows a subject of which something is said."""
DEFINES = "(?<![這那他它])(?:就是|是一個|是一種|叫做|指的是|意思是|是什麼)"
DEFINES_EN = "(?:is|are) (?:a|an|the|called|basically|essentially)|means|is called"
FOLLOWS_UP = (
    "(?:你|我們|您)(?!要知道|要記得|要想|可以想|會發現|可能會)(?:真正|再|其實|當然|可能)?(?:就|才|必須|要|會|可以|也|不)"
    "|事情|為什麼因為|像是|例如|比如|譬如|或者|或是|一種(?:就|是|比較)|一個就是"
    "|[^\\s,]{1,9}就(?!是)|而且|並且|難道|[我你]還是|第[二三四五六][個種點項]"
    "|(?:如果|假設)[^\\s,]{1,8}的話[\\s,]*(?:就|會|可以|要|才)|(?:[兩二三四五六幾]個|最大|最重要)[^\\s,]{0,4}"
    "(?:好處|壞處|優點|缺點|原因|理由|重點|方法|問題|差別|特點|條件|步驟)"
)
FOLLOWS_UP_EN = "then you"
"""A sentence that begins so is the second half of a condition, or of what was told before."""
EVERYBODY = "我們(?!這|剛|先|來|就)|大家(?!好)|你知道|你要知道|你可能|有些人|很多人|所謂"
EVERYBODY_EN = "we|people|everybody|everyone|you know|many people|most"
"""Who begins with these speaks of what all know, or may."""
TURNS = "那(?![個些種樣麼邊時天位次兩幾裡是就])|好(?=[,，\\s那])"
TURNS_EN = "now|alright|all right"
"""A sentence that begins so turns to something."""
LEADS = "然後|而且|並且|所以說?|因此|(?:那|就)?是?因為"
LEADS_EN = "and|or|because|but|which|also"
"""One that begins so goes on."""

# ---------------------------------------------------------------- how one ends

LISTED = "首先|第一"
LISTED_EN = "first(?! of all)|firstly|number one"
"""A sentence that begins so goes through what the one before announced."""
CASES = "如果|假設|假如"
CASES_EN = "if"
"""Two sentences in a row with these weigh one case against the other."""
HIS = "[他它她牠]們?的"
HIS_EN = "his|her|their|its"
"""A sentence that begins so says more of what the one before was about."""
CARRIES_ON = "他|它|她|牠|你|這"
CARRIES_ON_EN = "he|she|it|they|this|that"
"""A last sentence that begins so is in the midst of something more often than one that begins with what ties it."""
CONCEDES = "雖然|儘管"
CONCEDES_EN = "although|even though|while"
RETORTS = "但|可是|不過|卻|仍|依然"
RETORTS_EN = "but|still|yet|however"
"""The other half of what concedes something."""
WINDS_UP = "(?:的|了|啦|喔|耶|而已|這樣子?|之類的|什麼的|對不對|對吧|囉)$"
"""What closes what was said."""
SUPPOSES = "固然|如果|假設|假如|要是|即使|就算|儘管|雖然|除非|不管|無論|當你|當我|當他|當一|你要知道|既然"
SUPPOSES_EN = "if|when|although|even if|unless|while|whereas"
"""A sentence that begins so is not done before it says what follows."""
THEN = "就才都也那会还呢吗"
"""What tells that it was said what follows, folded."""
AWAITS = (
    "(?:證明|發現|知道|覺得|認為|表示|顯示|指出|代表|意味著?|講到|提到|說|看到)了?$|好像$|(?:當中|之中|底下|之下|以後)$"
    "|(?:^|\\s)(?:所以|那|然後)?在[^\\s,。]{1,14}(?:裡面|方面|上面)$|叫做[^\\s,。是]{1,12}$|因為這樣$"
    "|(?:講|說|提|聊|談)(?:到|了|過)?(?:一些|幾個|很多).*(?:東西|事情|內容|細節|觀點|地方|點)$"
)
"""What asks for something to be said."""
OF = "的(?:事情?|東西|方式|地方|時候|部分|人|公司|情況|狀況|機器人|過程|角度|方法|原因|材料)$"
IS = "是|叫|有|會|做到|變|就|不|沒|很|要|可以|能"
"""What makes a sentence of what is no more than a name."""

# ---------------------------------------------------------------- what is said

EXPLAINS = (
    "因為|原因|意思就是|意思是|也就是說|代表|關鍵|重點|問題是|舉例|例如|比如|就像|就好像|相當於|等於|想像"
    "|導致|造成|使得|為什麼|所謂|背後|差別|差異|取決|透過|換句話說|簡單來說|目的|用來|讓.{1,8}可以"
)
EXPLAINS_EN = (
    "because|means|reason|example|for instance|imagine|in other words|the key|problem|turns out|the idea"
    "|therefore|so that|in order to|difference|allows?|leads? to|which is why|if you"
)
CLAIMS = (
    "最|唯一|第一次|從來|竟然|居然|沒想到|發現|根本|絕對|不可能|我覺得|我認為|我相信|應該|必須|不應該|不能"
    "|一定|寧可|反對|錯|真正|永遠|很多人"
)
CLAIMS_EN = (
    "most|never|always|only|best|worst|surpris\\w+|huge|impossible|biggest|i think|i believe|should|must"
    "|need to|really|important|hard|wrong|better|interesting thing"
)
FIGURES = r"\d|[一二三四五六七八九十百千兩幾][百千萬億兆倍成年月]|%|倍|億|兆|萬|第一"
FIGURES_EN = r"\d+|million|billion|percent|hundred|thousand|twice|times|half|dozens?"
TELLS = "有一次|當時|那時候|後來|小時候|故事|那天|結果|突然|第一次|有一天|有個人|有一個人|年輕|以前|年前|曾經"
TELLS_EN = (
    "when i|once|one day|remember|story|years ago|back then|used to|started|at the time|in (?:19|20)\\d\\d|ended up"
)
AMUSES = "好笑|哈哈|瘋|誇張|扯|可怕|厲害|恐怖|搞笑|開玩笑|笑死|荒謬|離譜|超級|驚人|太神|神奇|天啊|哇"
AMUSES_EN = (
    "funny|laugh\\w*|crazy|amazing|wow|insane|jok(?:e|ing)|weird|absurd|ridiculous|hilarious|mind-blowing|scary|love"
)
CONCLUDES = "所以|因此|總之|這就是|就是為什麼|也就是說|就會|才能|才會|就能|就可以|這樣才|意思就是|換句話說|說到底|歸根"
CONCLUDES_EN = "so|therefore|that's why|which is why|that's the|that's how|in the end|ultimately|and that"

FOLLOWS = "就才都会也那可能还呢吗"
"""What tells that a condition is followed up, folded."""
ASKS = "[?嗎]|(?:什麼|怎麼|為什麼|到底|究竟|是不是|誰|如何).{0,14}呢|是什麼|怎麼辦|為什麼"
TAGS = "\\b(?:right|you know|ok|okay|yeah|correct)|對吧|對不對|好嗎|懂嗎|知道嗎"
"""What asks only whether somebody follows."""
LISTS = "首先|第一個|第一點|第一是|第一項|第一種|分別是|分成|一方面|一、|第一,"
LISTS_EN = "first|firstly|one is"
LISTS_ON = "第二|再來|其次|接著|另外|還有(?!什麼)|最後|二、|另一方面|第2"
LISTS_ON_EN = "second|secondly|the other|then|another|also"
REPLIES = (
    "(?:yeah|yes|right|sure|ok|okay|mhm|mm-hmm|exactly|absolutely|got it|no|correct|wow|great|nice|cool"
    "|interesting|true|definitely|of course|that's right|i see|awesome|makes sense|good question"
    "|that's a [a-z ]+question)[,.!?\\s]*(?:yeah|right|okay)?[.!?\\s]*$|(?:yeah|yes|sure|no|absolutely|exactly"
    "|definitely|okay|right)[,.]|.*\\?$|(?:好|是|對|喂|來|謝謝).{0,4}$|(?:好|來)[\\s,]"
)
"""What somebody else says, or says to somebody else."""
CONDITIONS = "固然|不管|無論|只要|如果|假設|假如|要是|即使|就算|儘管|雖然|除非|當你|當我|當他|當一"
"""What calls for what follows from it."""
WAITS = (
    "哇!?|[幾兩二三四五2345][個點種件大項](?:原因|重點|部分|步驟|方向|問題|好處|東西|事情|例子|階段|方法|理由"
    "|面向|關鍵|條件|特點|方面).{0,4}|從.{0,8}(?:思考|來看|來說|角度)|有(?:一個|一些|一項|一種|幾個|些"
    "|個)[^,。]{0,24}(?:點|事|事情|原因|問題|例子|故事|現象|步驟|方法|消息|數據|情況|觀念|概念)(?:喔|啊|呢|啦"
    "|這樣子?|的)*|(?<!是)為什麼[^,。]{0,18}|那?當然啦?|好啦|(?:結論|重點)(?:是|就是)?.{0,3}|(?:尤其|特別是"
    "|像是|例如|比如)[^,]{0,10}|除了.{0,14}|(?:說真的|老實說|坦白講|坦白說).{0,2}|(?:針對|關於|至於|對於"
    "|包括)[^,]{0,12}|(?:就是說|也就是說|所以說).{0,6}|[(（][^)）]{0,8}|\\b(?:so|and|but|or|because|like"
    "|you know|in terms of|for example|which|that)[.,]?|想一下.{0,2}|想想.{0,2}|舉.{0,4}例子.{0,3}"
    "|.{0,4}概念(?:好了|是什麼).{0,2}|講一下|怎麼說呢|的時候|之後|的話|的過程中|除了|之前"
    "|有[幾三兩四五2345][個點種件大項條].{0,8}|分成.{0,12}|分為.{0,12}|以下.{0,6}|是這樣.{0,3}|沒錯|就是說"
    "|其中一個.{0,10}|(?:第一|首先|第二|第三|另外一|再來|還有)[^,。]{0,9}|什麼叫做?.{0,8}|為例|舉例(?:來說"
    "|好了)?|來看.{0,12}|是什麼.{0,2}|跟.{0,10}相比|,"
)
"""What a sentence ends with that announces another."""

# ---------------------------------------------------------------- what is said around the show

HOUSEKEEPING = (
    "待會|等一下|等等(?:會|我們|再)|之後會|後面會|下一集|下集|上一集|上集|這一集|這集|本集|那一集"
    "|今天的主題|今天要(?:講|聊|跟|來|介紹)|(?:這個|今天的?|下一個|第.個)(?:主題|話題|題目)|留言|訂閱"
    "|追蹤|分享給|連結|資訊欄|聽眾|收聽|節目|podcast|問卷|抽獎|贊助|回到|講完|先講|先聊|不多說"
    "|跟大家(?:聊|講|介紹|分享|報告|說明)|謝謝|感謝|各位|大家好|一點一點|來解釋|做個?小[結節]|掌聲|主持人"
    "|時間到|請問|提問|發言|公報|分鐘的?時間|廣告|歡迎|介紹一下|講到這|聊到這|說到這|進入|開場|午安|早安"
    "|晚安|恭請|有請|邀請|來賓|貴賓|現場|拜託|請大家|接下來(?:我們|就|要|請|想|是)|解釋一下|講一下|聊一下"
    "|說明一下|分享一下|下一張|投影片|下單|折扣碼|優惠碼|免運|團購|購物車|介紹|我的觀眾|觀眾|影片|頻道|粉絲|業配|感恩|鞠躬|加油|好不好|我要(?:講|說|談)的"
    "|(?:來|就)(?:講|聊|談)(?:講|聊|談)?|大會|台上|請坐|報告|記者|媒體朋友|我來(?:回答|講|說)|先(?:請"
    "|回答)|聲明|推薦|可以(?:自己)?去[看聽找查搜]|搜[尋索](?!引擎)|聽聽就好|電子書|第[一二三四五]題|下一題|今天就?來|做一個(?:說明|報告|介紹"
    "|回應|補充)|今天會(?:講|聊|談|介紹|分享)|聽得懂|幫大家|帶大家|想跟大家|趁這次|限動|po文|題外話|扯遠"
    "|先不(?:講|說|聊|談)|不(?:講|聊)了|點到為止|講到這邊|不要跳|這題|問題(?:是|就是)(?:說|想)|想(?:要)?(?:請教|問|請)|請教"
)
HOUSEKEEPING_EN = (
    "podcast|episode|show notes|subscribe|sponsors?|listeners?|listening|welcome|thank you|thanks|joining"
    "|next week|last week|today we|we'll talk|i'm joined|dig into|and i (?:discuss|talk|dig|explore|chat"
    "|cover|get)\\w*|also talk about|we talk about|last but not least|i am joined|hi everyone|interview"
    "|newsletter|let's (?:talk|dig|dive|jump|get|start|switch)|can you (?:tell|talk|share|give|walk"
    "|elaborate|describe|explain)|walk us|tell us|talk (?:a little|a bit|to us)|my question|curious"
    "|i'd love to|share with|i wanted to (?:ask|talk)|question for you|on the show|the show|audience"
    "|webinar|meetup|conference|keynote|stay tuned|check (?:it )?out|website|dot com|twitter|question is"
    "|give us|joined me|caught up|(?:our|this|my) conversation|reached out|here we are|before we (?:dive|get|jump"
    "|start)|lead a discussion|sign up|register (?:for|at|now)|stay with us|(?:take|fill out)"
    " (?:the|our|this) survey|gift cards?|giveaways?|joined by"
    "|joining us|i am here|the pleasure|next (?:mon|tues|wednes|thurs|fri)day|slash|free trial|promo"
)
"""Greetings, thanks, announcements, what will be said or was: the show about itself."""
FILLING = (
    "這個|那個|就是|然後|之類的|怎麼講|怎麼說|什麼什麼|反正|嗯|呃|什麼東西|基本上|的部分|的一個|一個一個|你知道|對對"
)
FILLING_EN = "um|uh|you know|i mean|kind of|sort of|like|right|basically|actually|yeah"
"""What takes time and says nothing."""
TURNS_TO = (
    "另外|再來|接下來|第[二三四五]|還有一|最後|至於|回到|說到|講到|那我們|好|下一|接著|其次|除此之外"
    "|那.{1,8}[呢的](?:部分|話題|問題)"
)
TURNS_TO_EN = (
    "next|another|anyway|okay|ok|all right|alright|now|on the other hand|finally|second|let's|what about|how about"
)
"""A sentence that begins so turns to another matter."""
