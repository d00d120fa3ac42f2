"""The words that tell what a stretch of speech is, with weights: general, no brand and no show.

Weights are log-odds, roughly: how much likelier the words are inside such a stretch than in conversation, as judged
by hand and then rounded; what they amount to is measured in `docs/segments.md`. A term of Han is found by its sounds
with their tones, as recognisers write homophones; Latin words are found as they are spelt. `~` stands for up to
twenty-four syllables of anything, `#` for a number.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from bot.segments import Kind


class Term(NamedTuple):
    """Words and what they say.

    Attributes:
        opens, closes: whether such a stretch begins, or ends, with the clause that holds them.
    """

    words: str
    weight: float
    opens: bool = False
    closes: bool = False


def _terms(weight: float, words: str, *, opens: bool = False, closes: bool = False) -> Sequence[Term]:
    return [Term(each.strip(), weight, opens, closes) for each in words.split("|")]


LEXICON: Mapping[Kind, Sequence[Term]] = {
    Kind.SPONSOR: (
        *_terms(
            5,
            "贊助播出|本集節目由~贊助|本期節目由~贊助|本集節目有~贊助|本期節目有~贊助|今天的節目由~贊助"
            "|這一集由~贊助|本節目由~贊助|節目由~提供|節目由~贊助|業配時間|工商時間|工商服務|進一段廣告|進個廣告"
            "|先進廣告|插播一段|brought to you by|is sponsored by|are sponsored by|a word from our sponsor"
            "|a word from our sponsors|today's sponsor|this week's sponsor|our sponsor today"
            "|support for this~comes from|sponsor of this episode|sponsors of today's|sponsor of today's",
            opens=True,
        ),
        *_terms(
            5,
            "業配~就到這邊|業配~就到這裡|業配結束|業配到這邊|業配到這裡|工商~到這邊|工商~到這裡|工商時間結束"
            "|廣告結束|謝謝~的贊助|感謝~的贊助|謝謝~贊助播出|感謝~贊助播出|謝謝~贊助本集|感謝~贊助本集",
            closes=True,
        ),
        *_terms(
            4,
            "now on to the show|now back to the show|back to the show|let's get back to the show|now onto the show"
            "|now to the interview|on to the interview|now back to the episode",
            closes=True,
        ),
        *_terms(
            4,
            "for sponsoring|sponsorship of|sponsoring this|sponsoring today's|support of this show"
            "|support of the show|support of this podcast|support of the podcast|support of today's"
            "|thanks to our sponsor|for their sponsorship|support and sponsorship|support and their sponsorship"
            "|series sponsor",
        ),
        *_terms(
            3,
            "優惠碼|折扣碼|折價碼|推薦碼|專屬優惠|專屬折扣|聽眾專屬|專屬連結|promo code|discount code|coupon code"
            "|offer code|use the code|use code|use our code|with code|referral code"
            "|as a sponsor|valued sponsor|founding sponsor|first sponsors",
        ),
        *_terms(
            2,
            "贊助商|資訊欄|節目資訊欄|說明欄|業配|工商|早鳥|免費試用|現省|再折|滿額|免運|限時優惠|首購|預購|募資"
            "|加碼優惠|優惠方案|買一送一|團購|下單|開箱|試用包|官方網站|free trial|money back|free shipping"
            "|limited time|to learn more visit|to learn more about~visit|learn more at|sign up today"
            "|first month free|our sponsors|sponsored by"
            "|our friends at|our friends over at|our good friends|quick thanks to|huge thanks to",
        ),
        *_terms(2, "#折|#% off|#percent off|# off|折#元|折#塊|省#元|省#塊|只要#元|只要#塊|原價#|特價#|售價#"),
        *_terms(
            1,
            "優惠|折扣|贈品|贊助|官網|門市|聯名|結帳|輸入~代碼|點擊~連結|連結~資訊|參考一下|不要錯過"
            "|千萬不要錯過|大力推薦|推薦大家|非常適合|這款|這個品牌|一個品牌|我自己也"
            "|產品|使用起來|這堂課|線上課程|com slash|be sure to visit|head over to|head on over to"
            "|check them out|check out their|platform that|enables you to|helps you|trusted by|award winning"
            "|registration",
        ),
        *_terms(
            -4,
            "不是業配|沒有業配|不是廣告|不是工商|沒有收錢|沒有贊助|not sponsored|not an ad|不是贊助",
        ),
    ),
    Kind.INTRO: (
        *_terms(
            4,
            "歡迎收聽|歡迎來到|歡迎回到|我是主持人|哈囉大家好|嗨大家好|各位聽眾|聽眾朋友|welcome to another episode"
            "|i'm your host|welcome back to the|welcome to the show|you're listening to|welcome to the~podcast",
        ),
        *_terms(
            2,
            "大家好|我們的節目|是一個~的podcast|是一個~的節目|本節目|這裡是|in this episode|in today's episode"
            "|on today's show|today on the show|before we get into|before we get going|before we jump|let's do it"
            "|let's get going",
        ),
        *_terms(1, "hello and welcome|hello everyone|sign up for~newsletter|newsletter|meetup|podcast where"),
    ),
    Kind.OUTRO: (
        *_terms(
            4,
            "五星評論|五星評分|五星好評|五顆星|感謝收聽|謝謝收聽|謝謝大家的收聽|謝謝大家收聽|我們下集再見"
            "|我們下次再見|我們下週再見|下禮拜再見|下個禮拜再見|下週見|下集見|下次見|這集就先這樣|這集就到這"
            "|節目就到這|節目就先到這|主要內容就到這|that's our show for today|thanks for listening"
            "|thanks so much for listening|catch you next time|see you next time|five star rating|rating and review"
            "|rate and review|leave us a review|tune in next",
        ),
        *_terms(
            2,
            "留言|評分|分享給你的朋友|分享給你的好朋友|分享給朋友|按讚|追蹤我們|訂閱我們|訂閱我的|按下訂閱|記得訂閱"
            "|請大家多多|再見|掰掰|拜拜|祝大家|收聽|我們下|for more information on~episode"
            "|topics covered in this episode|follow along with|subscribe|show notes",
        ),
        *_terms(1, "最後呢|節目|podcast|朋友|支持|喜歡~的話"),
    ),
    Kind.GIVEAWAY: (
        *_terms(4, "抽獎|參加抽獎|得獎名單|中獎|得獎者|giveaway|enter to win|lucky winner|raffle"),
        *_terms(2, "抽出|送出~本|送給~位|填~表單|填寫表單|獎品|留言抽|寄給你|寄到你|win a free|winners will"),
        *_terms(1, "表單|問卷|填完|參加|填過"),
    ),
    Kind.NOISE: (
        *_terms(
            6,
            "字幕製作|字幕由~提供|中文字幕|字幕志願者|字幕組|不吝點贊|點贊訂閱轉發|打賞支持|未經著作權人許可"
            "|amara org|subtitles by|subtitled by|transcribed by|captions by",
        ),
    ),
}
