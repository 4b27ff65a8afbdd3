namespace Hub.Load.Year;

/// <summary>What people of a city write about. The counties are Huai'an's, weighted as its people are.</summary>
internal static class YearWords
{
    public static readonly (string Name, double Weight)[] Counties =
    [
        ("清江浦区", 17), ("淮安区", 16), ("淮阴区", 15), ("涟水县", 15), ("盱眙县", 12), ("洪泽区", 7), ("金湖县", 7), ("经济技术开发区", 6), ("工业园区", 3), ("生态文旅区", 2),
    ];

    public static readonly (string Category, string[] Things, string Department)[] Concerns =
    [
        ("交通", ["晚高峰公交班次太少", "路口没有红绿灯", "非机动车道被占", "农村公路破损", "停车位不够"], "市交通运输局"),
        ("住房", ["老旧小区要加装电梯", "外墙脱落", "楼道灯不亮", "物业不作为", "雨天车库进水"], "市住房和城乡建设局"),
        ("教育", ["放学路段拥堵", "课后服务费用不明", "乡镇学校缺美术老师", "学校门口摊点多"], "市教育局"),
        ("医疗", ["社区医院买不到常用药", "急诊排队时间长", "乡村医生不足"], "市卫生健康委员会"),
        ("养老托育", ["助餐点太远", "托位太少", "日间照料中心周末不开"], "市民政局"),
        ("环境", ["河道有异味", "夜间施工扰民", "垃圾清运不及时", "秸秆焚烧"], "市生态环境局"),
        ("水利", ["河堤护栏断裂", "灌溉渠淤塞", "自来水水压不足"], "市水利局"),
        ("营商", ["办证材料重复提交", "小微企业贷款难", "招工难"], "市行政审批局"),
        ("文体", ["健身器材损坏", "图书馆闭馆太早", "广场舞噪声"], "市文化广电和旅游局"),
    ];

    public static readonly string[] Places = ["府前", "长征", "水门桥", "北京路", "清江", "人民南路", "新民", "勤政", "翔宇", "承德", "漕运", "运河", "钵池", "枚乘", "韩信"];

    public static readonly string[] Remarks = ["我们那里也是", "支持,早就该办了", "希望先从老城区做起", "请公布时间表", "去年反映过一次", "建议先试点", "白天也一样", "感谢关注", "不只这一处", "可以征求居民意见后再定"];

    public static readonly string[] Replies = ["同意楼上", "补充一点:雨天更严重", "已经和社区说过", "说得对", "可否说得再具体些"];

    public static readonly string[] Notes = ["已现场查看", "已列入本季度计划", "已完成招标", "施工过半"];

    public static readonly string[] Words = ["办得快", "比以前好多了", "满意", "还可以再细一点", "谢谢"];

    public static readonly string[] LowWords = ["没有说的那么好", "只管了几天", "效果不明显"];

    /// <summary>How busy each month is: the Spring Festival in February, harvest and holidays in summer.</summary>
    public static readonly double[] Months = [0.8, 0.5, 1.1, 1.2, 1.3, 1.2, 0.9, 0.8, 1.2, 1.1, 1.2, 0.9];
}
