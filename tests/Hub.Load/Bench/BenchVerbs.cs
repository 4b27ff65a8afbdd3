namespace Hub.Load.Bench;

internal static class BenchVerbs
{
    /// <exception cref="FormatException">An option cannot be understood; says which.</exception>
    public static Task Run(string[] args)
    {
        var options = args.AsMemory(1);
        return args[0] switch
        {
            "commands" => CommandsBench.Run(options),
            "votes" => VotesBench.Run(options),
            var verb => throw new FormatException($"There is no benchmark {verb}."),
        };
    }
}
