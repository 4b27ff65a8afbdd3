using System.Diagnostics.Metrics;

namespace Hub.Server.Contracts;

/// <summary>What all instruments of the hub share: the meter's name, which dashboards and the autoscaler rely on, and the buckets.</summary>
internal static class Instruments
{
    public const string MeterName = "Hub";

    /// <summary>A histogram of times, from a fast commit to a call that runs into its limit.</summary>
    public static Histogram<double> Seconds(Meter meter, string name, string description) => meter.CreateHistogram(
        name, "s", description, advice: new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries =
            [.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10]
        });

    /// <summary>A histogram of how many came together.</summary>
    public static Histogram<long> Sizes(Meter meter, string name, string unit, string description) => meter.CreateHistogram(
        name, unit, description, advice: new InstrumentAdvice<long> { HistogramBucketBoundaries = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000] });
}
