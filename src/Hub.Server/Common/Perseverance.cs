using Hub.Server.Journal;

namespace Hub.Server.Common;

/// <summary>
/// Asks again where an answer was lost: while a node dies, or a meeting moves from one to another, its people wait a moment instead of being told to try again.
/// Only for what may be asked twice: reads, and commands with their operation.
/// </summary>
/// <param name="patience">How long; zero where there is no other node to move to.</param>
internal sealed class Perseverance(TimeSpan patience, TimeProvider clock)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(300);

    /// <summary>
    /// Faults that pass: a node that dies or moves, a call that times out, a store out of reach. What came of the call is not known; asking again tells.
    /// </summary>
    public static bool IsPassing(Exception e) =>
        e is OrleansException or TimeoutException or OperationCanceledException or ObjectDisposedException or StoreException;

    /// <param name="isAnswer">Whether this is an answer, or says to ask again.</param>
    /// <returns>The last answer, or throws what the last one threw.</returns>
    public async Task<T> Ask<T>(Func<Task<T>> ask, Func<T, bool> isAnswer, CancellationToken cancel = default)
    {
        var began = clock.GetTimestamp();
        for (var pause = First; ; pause = pause * 2 < Longest ? pause * 2 : Longest)
        {
            try
            {
                var answer = await ask();
                if (isAnswer(answer) || clock.GetElapsedTime(began) + pause > patience)
                {
                    return answer;
                }
            }
            catch (Exception e) when (IsPassing(e) && !cancel.IsCancellationRequested && clock.GetElapsedTime(began) + pause <= patience)
            {
                // It may have been done: the next time it is asked, that is what is answered.
            }

            await Task.Delay(pause * (0.5 + Random.Shared.NextDouble()), clock, cancel);
        }
    }

    public Task<T> Ask<T>(Func<Task<T>> ask, CancellationToken cancel = default) => Ask(ask, _ => true, cancel);
}
