"""Readings a dictionary of single characters gets wrong: surnames, polyphones of given names, old fonts.

Initials only, upper case, the likeliest first. Source: 现代汉语词典 readings of surnames; where two
families read one character differently (覃 Qín and Tán, 乐 Yuè and Lè) both are kept.
"""

from __future__ import annotations


def _table(text: str) -> dict[str, tuple[str, ...]]:
    """`单S 覃QT` as a table from the character (or two) to its initials, one string a reading."""
    pairs = (entry.split(":") if ":" in entry else (entry[0], entry[1:]) for entry in text.split())
    return {key: (letters,) if len(key) > 1 else tuple(letters) for key, letters in pairs}


SURNAMES = _table(
    "单S 解X 仇Q 曾Z 查Z 朴P 区O 覃QT 乐YL 任R 盖GH 缪M 员Y 翟ZD 种C 召S 繁P 秘B 尉WY 贾J 沈S 宁N 瞿Q 阿A"
    " 莘SX 谌CS 隗KW 郇XH 句G 车C 晁C 哈H 宿S 强Q 相X 冼X 洗X 折S 乜N 厍S 能N 缴J 逄P 瞫S 重C 长Z 行X"
    " 石S 盛S 藏Z 祭Z 褚C 佴N 适K 贲B 幺Y 教J 过G 郗XC 澹T 都D 牟M 纪J 葛G 华H 燕Y 应Y 要Y 曲Q 柏B 那N 万W"
    " 黑H 撒S 俞Y 余Y 叶Y 朱Z 王W 丁D 吴W 冯F 彭P 潘P 魏W 邓D 董D 许X 蔡C 苏S 夏X 侯H 朝C 参S 降J 大D 会G"
    " 圈J 弹D 呙G 卜B 逯L 妫G 訾Z 仉Z 郏J 阚K 酆F 蒯K 鄢Y 亓Q 句G 眭S 暨J 溥P 晏Y 充C 鞠J 芮R 羿Y 璩Q"
    " 尧Y 钭T 伽J 奇J 虫C 炔G 洪H 隽J 笮Z 弋Y 铁T 尹Y 宓M 邸D 闵M 闫Y 佘S 厉L 褟T 汤T 矫J 校X 提T 番P"
)

COMPOUND_SURNAMES = _table(
    "尉迟:YC 长孙:ZS 万俟:MQ 单于:CY 澹台:TT 鲜于:XY 令狐:LH 夏侯:XH 宰父:ZF 亓官:QG 乐正:YZ 皇甫:HF"
    " 濮阳:PY 赫连:HL 拓跋:TB 欧阳:OY 上官:SG 司马:SM 诸葛:ZG 东方:DF 呼延:HY 公孙:GS 慕容:MR"
    " 宇文:YW 司徒:ST 司空:SK 闻人:WR 申屠:ST 公羊:GY 淳于:CY 太叔:TS 仲孙:ZS 轩辕:XY 钟离:ZL 闾丘:LQ"
    " 谷梁:GL 漆雕:QD 壤驷:RS 公良:GL 百里:BL 东郭:DG 南宫:NG 独孤:DG 西门:XM 端木:DM 巫马:WM 颛孙:ZS"
)

SEVERAL_READINGS = _table(
    "乐LY 行XH 重CZ 长CZ 朝CZ 曾CZ 单DSC 解JX 晟SC 盛SC 茜QX 藏CZ 传CZ 调TD 弹TD 强QJ 降JX 校XJ 贾JG 会HK"
    " 车CJ 奇QJ 系XJ 朴PB 省SX 提TD 弄NL 阿AE 什SZ 圈QJ 巷XH 卡KQ 尉WY 隽JQ 澄CD 莘XS 婼RC 郗XC 钿DT 镐GH"
    " 秘MB 种ZC 合HG 伽JQ 壳KQ 纤XQ 浅QJ 侗DT 参CS 翟ZD 祭JZ 泊BP 便BP 仇CQ 查CZ 乘CS 澹DT 属SZ 宿SX 石SD"
    " 覃QT 区QO 盖G 员YJ 任R 沈SC 缪M 召ZS 句GJ 隗KW 颉XJ 璺W 琢Z 铅QY 屏PB 殷Y 率SL 洗X 度DY 恶EW 红HG"
    " 艾AY 辟PB"
)

# Code points that GB18030-2000 and -2005 put into the private area and GB18030-2022 gave a place
# (its table D.1, and the six of extension B); old files and the codec still use the private ones.
PRIVATE_USE = {
    0xE78D: 0xFE10,
    0xE78E: 0xFE12,
    0xE78F: 0xFE11,
    0xE790: 0xFE13,
    0xE791: 0xFE14,
    0xE792: 0xFE15,
    0xE793: 0xFE16,
    0xE794: 0xFE17,
    0xE795: 0xFE18,
    0xE796: 0xFE19,
    0xE816: 0x20087,
    0xE817: 0x20089,
    0xE818: 0x200CC,
    0xE81E: 0x9FB4,
    0xE826: 0x9FB5,
    0xE82B: 0x9FB6,
    0xE82C: 0x9FB7,
    0xE831: 0x215D7,
    0xE832: 0x9FB8,
    0xE83B: 0x2298F,
    0xE843: 0x9FB9,
    0xE854: 0x9FBA,
    0xE855: 0x241FE,
    0xE864: 0x9FBB,
}
