namespace Hub.Domain;

/// <summary>
/// What stands in the place of what was removed by law. The sentence stands in the stored event itself, so that whoever reads the record, in ten years too and
/// by whatever program, reads that something was there and is gone.
/// </summary>
public static class RemovedText
{
    public const string Sentence = "(内容已依法删除)";

    /// <summary>In the place of a name.</summary>
    public const string Name = "(姓名已依法删除)";
}
