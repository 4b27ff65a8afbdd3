using Hub.Load.Paced;
using Hub.Load.Year;

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
            "tracedvotes" => VotesBench.RunTraced(options),
            "spike" => SpikeBench.Run(options),
            "hubvotes" => HubVotesBench.Run(options),
            "frames" => FramesBench.Run(options),
            "fanout" => FanoutBench.Run(options),
            "watchers" => WatchersBench.Run(options),
            "opening" => OpeningBench.Run(options),
            "lcp" => LcpBench.Run(options),
            "joins" => JoinsBench.Run(options),
            "beside" => BesideBench.Run(options),
            "paced" => PacedBench.Run(options),

            // What this program starts of itself.
            Audiences.Verb => Audiences.Listen(args[1..]),
            Followers.Verb => Followers.Follow(args[1..]),
            HouseNodes.Verb => HouseNodes.Serve(args[1..]),
            BallotHouse.Verb => BallotHouse.Serve(args[1..]),
            WebWatchers.Verb => WebWatchers.Watch(args[1..]),
            VotingCrowd.Verb => VotingCrowd.Run(args[1..]),
            BackplaneNodes.Verb => BackplaneNodes.Serve(args[1..]),
            PacedCrowd.Verb => PacedCrowd.Follow(args[1..]),
            PacedNode.Verb => PacedNode.Serve(args[1..]),
            YearNode.Verb => YearNode.Serve(args[1..]),
            YearRun.RestartVerb => YearRun.Restart(args[1]),
            OpeningBench.Verb => OpeningBench.Answer(args[1..]),
            var verb => throw new FormatException($"There is no benchmark {verb}."),
        };
    }
}
