"""The examples of the syntax reference: what each means (Chinese), and an expression that is true."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Example:
    """One line of the reference."""

    what: str
    text: str


SECTIONS: dict[str, tuple[Example, ...]] = {
    "值": (
        Example("数，34 位十进制", "0.1 + 0.2 = 0.3"),
        Example("文字，用英文双引号", '"急难型" != "支出型"'),
        Example("文字里的双引号和换行", r'string length("\"甲\"\n") = 4'),
        Example("真、假", "true and not(false)"),
        Example("空值：没有填写或不知道", "null = null"),
        Example("日期", '@"2026-09-21" = date("2026-09-21")'),
        Example("时间、日期时间", '@"2026-09-21T10:30:00+08:00".hour = 10'),
        Example("时长：天数和时分秒", '@"P3DT12H".days = 3'),
        Example("时长：年月", '@"P1Y6M".years = 1'),
        Example("列表", "[1, 2, 3][2] = 2"),
        Example("上下文：名称和值", '{户主: "张三", 人口: 3}.人口 = 3'),
        Example("区间：方括号含端点，圆括号不含", "3 in [1..3] and not(3 in [1..3))"),
        Example("注释", "1 + 1 = 2 // 到行末"),
    ),
    "名称": (
        Example("汉字、字母、数字、下划线", "{家庭人口: 4}.家庭人口 = 4"),
        Example("成员用点", "{case: {persons: 3}}.case.persons = 3"),
        Example("列表的成员一次取出", "[{年龄: 30}, {年龄: 9}].年龄 = [30, 9]"),
        Example("中间结果先取名再用", "{月: 1000, 年: 月 * 12}.年 = 12000"),
    ),
    "运算": (
        Example("加、减、乘、除", "(1 + 2) * 3 - 4 / 2 = 7"),
        Example("乘方", "2 ** 3 = 8"),
        Example("文字相连", '"临时" + "救助" = "临时救助"'),
        Example("数与文字相连", '"共 " + string(3) + " 人" = "共 3 人"'),
        Example("日期加减时长", '@"2026-01-31" + @"P1M" = @"2026-02-28"'),
        Example("日期相减", '@"2026-09-24" - @"2026-09-21" = @"P3D"'),
        Example("时长乘以数", '@"P1D" * 3 = @"P3D"'),
        Example("四舍五入到分", "round half up(100.005 * 100, 0) = 10001"),
    ),
    "比较": (
        Example("等于写一个等号，不等于写 !=", '"a" = "a" and 1 != 2'),
        Example("大于、小于", "3 > 2 and 3 >= 3 and 2 < 3 and 2 <= 2"),
        Example("在两数之间（含）", "3 between 1 and 5"),
        Example("是其中之一", '"重病" in ("重病", "火灾")'),
        Example("落在区间里", "65 in [60..70)"),
        Example("满足其中一个比较", "8 in (< 3, > 7)"),
        Example("不在其中", 'not("车祸" in ("重病", "火灾"))'),
        Example("判断空值", "{x: null, y: x = null}.y"),
        Example("判断类型", '3 instance of number and not("3" instance of number)'),
    ),
    "条件与逻辑": (
        Example("如果…那么…否则", '(if 3 > 2 then "是" else "否") = "是"'),
        Example("多个条件", '(if 5 < 3 then "低" else if 5 < 8 then "中" else "高") = "中"'),
        Example("并且、或者、非", "true and (false or not(false))"),
        Example("先判断空值再计算", "{x: null, y: if x != null then x + 1 else 0}.y = 0"),
    ),
    "列表": (
        Example("第几项，从 1 起；-1 为最后一项", "[4, 5, 6][1] = 4 and [4, 5, 6][-1] = 6"),
        Example("筛选", "[{年龄: 30}, {年龄: 9}][年龄 < 18] = [{年龄: 9}]"),
        Example("筛选数的列表，item 为当前项", "[1, 5, 9][item > 3] = [5, 9]"),
        Example("逐项计算", "(for x in [1, 2, 3] return x * 2) = [2, 4, 6]"),
        Example("一串整数", "(for i in 1..3 return i) = [1, 2, 3]"),
        Example("两个列表的组合", "count(for x in [1, 2], y in [3, 4] return x * y) = 4"),
        Example("用前面的结果", "(for i in 1..4 return if i = 1 then 1 else partial[-1] * i)[-1] = 24"),
        Example("至少一项满足", "some x in [30, 70] satisfies x > 60"),
        Example("每一项都满足", "every x in [30, 70] satisfies x > 18"),
        Example("合计一项金额", "sum(for m in [{收入: 100}, {收入: 50}] return m.收入) = 150"),
    ),
    "自己的函数": (
        Example("写出并调用", "(function(x, y) x + y)(1, 2) = 3"),
        Example("放在上下文里", "{年: function(月) 月 * 12, 结果: 年(100)}.结果 = 1200"),
        Example("作为排序规则", "sort([3, 1, 2], function(x, y) x > y) = [3, 2, 1]"),
    ),
}
