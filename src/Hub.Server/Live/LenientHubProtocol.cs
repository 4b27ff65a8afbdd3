using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Hub.Server.Contracts;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace Hub.Server.Live;

/// <summary>
/// SignalR's JSON protocol, with three things that the contract asks for and it does not have: <c>Join(room)</c> may leave out its position; a <c>Do</c> that
/// cannot be bound still reaches the hub, which answers with a receipt; and a join's frames begin once its answer has been written, never before.
/// </summary>
internal sealed class LenientHubProtocol(IHubProtocol json) : IHubProtocol
{
    public string Name => json.Name;

    public int Version => json.Version;

    public TransferFormat TransferFormat => json.TransferFormat;

    public bool IsVersionSupported(int version) => json.IsVersionSupported(version);

    public ReadOnlyMemory<byte> GetMessageBytes(HubMessage message) => json.GetMessageBytes(message);

    public bool TryParseMessage(ref ReadOnlySequence<byte> input, IInvocationBinder binder, [NotNullWhen(true)] out HubMessage? message)
    {
        var before = input;
        if (!json.TryParseMessage(ref input, binder, out message))
        {
            return false;
        }

        if (message is InvocationBindingFailureMessage failure)
        {
            message = failure.Target switch
            {
                nameof(LiveHub.Join) => WithoutPosition(before, binder) ?? message,
                nameof(LiveHub.Do) =>
                    new InvocationMessage(failure.InvocationId, failure.Target, [default(JsonElement), default(JsonElement), default(JsonElement)]),
                _ => message,
            };
        }

        return true;
    }

    public void WriteMessage(HubMessage message, IBufferWriter<byte> output)
    {
        json.WriteMessage(message, output);
        if (message is CompletionMessage { Result: JoinAnswer { Written: { } written } })
        {
            // The connection's write lock is held here: whatever is written by this comes after the answer.
            written();
        }
    }

    private InvocationMessage? WithoutPosition(ReadOnlySequence<byte> input, IInvocationBinder binder) =>
        json.TryParseMessage(ref input, new OneArgument(binder), out var message) && message is InvocationMessage { Arguments: [string room] } join
            ? new InvocationMessage(join.InvocationId, join.Target, [room, null])
            : null;

    private sealed class OneArgument(IInvocationBinder binder) : IInvocationBinder
    {
        public IReadOnlyList<Type> GetParameterTypes(string methodName) => [typeof(string)];

        public Type GetReturnType(string invocationId) => binder.GetReturnType(invocationId);

        public Type GetStreamItemType(string streamId) => binder.GetStreamItemType(streamId);
    }
}
