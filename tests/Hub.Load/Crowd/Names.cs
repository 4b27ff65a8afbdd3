namespace Hub.Load.Crowd;

/// <summary>Names as they stand on an attendance list.</summary>
public static class Names
{
    // The frequent ones stand more often.
    private const string Surnames = "王王王李李李张张张刘刘陈陈杨杨赵黄周周吴徐孙朱马胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严武戴莫孔向汤";
    private const string First = "建志文国海晓永新春玉明丽秀红小桂兰金凤美爱淑慧佳思雨子梓浩宇俊欣怡嘉德庆广学立松柏云月雪";
    private const string Second = "华军平明芳英敏静强磊洋勇艳杰娟涛超霞兵刚萍玲波辉鹏飞琴云莉斌梅林荣宁轩涵悦琪航睿妍彤淮清远安";

    public static string Next(Random chance)
    {
        var name = $"{Any(Surnames, chance)}{Any(First, chance)}";
        return chance.NextDouble() < 0.8 ? name + Any(Second, chance) : name;
    }

    private static char Any(string from, Random chance) => from[chance.Next(from.Length)];
}
