using Hub.Server.Access.Staff;
using Hub.Server.Contracts;

namespace Hub.Server.Edge;

/// <summary>Where a room lies, for whoever asks what staff may do with it.</summary>
internal static class Scopes
{
    public static Scope Of(About meeting) => new(meeting.County, meeting.Venue, meeting.Format);

    public static Scope Of(AboutTopic topic) => new(topic.County, topic.Venue);
}
