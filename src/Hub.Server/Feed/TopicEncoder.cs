using System.Collections.Immutable;
using System.Text.Json;
using Hub.Domain;
using Hub.Domain.Commitments;
using Hub.Domain.Meetings;
using Hub.Domain.Topics;
using Hub.Server.Access;
using Hub.Server.Contracts;
using Hub.Server.Journal;
using static Hub.Domain.Topics.TopicEvent;

namespace Hub.Server.Feed;

/// <summary>
/// What a topic says to the outside. Nobody learns who followed or rated it; a person is a pseudonym that is good for this topic only, and which member raised
/// it is for staff, as is which of them sees to it.
/// </summary>
internal sealed class TopicEncoder(string id, RoomContext context, TopicPseudonyms pseudonyms) : RoomEncoder<Topic, TopicEvent>(StreamNames.OfTopic(id))
{
    private const int NewestWords = 20;

    /// <summary>Whom it tells people as; the same for as long as it lives.</summary>
    public TopicPseudonyms Pseudonyms { get; } = pseudonyms;

    private static readonly PersonView Somebody = new("", null);

    public override bool IsRoomComment(TopicEvent happened) => happened is TopicCommented;

    public override string? CommentIn(TopicEvent happened) => happened switch
    {
        TopicCommented e => e.Comment,
        TopicCommentRestored e => e.Comment,
        InRound e => RoundEncoding.TextIn(e.Event),
        _ => null,
    };

    public override string? Hidden(TopicEvent happened) => happened switch
    {
        TopicCommentHidden e => e.Comment,
        TopicCommentWithdrawn e => e.Comment,
        InRound e => RoundEncoding.Hidden(e.Event),
        _ => null,
    };

    /// <summary>What a topic decides may also hide it as a whole.</summary>
    public override bool TakesBack(TopicEvent happened) => happened is not (TopicCommented or Followed or Unfollowed or Rated);

    public override string PositionOf(Head head) => Pseudonyms.AreKeyed ? $"{RoomFeed.At(head)}k" : RoomFeed.At(head);

    public override byte[] Snapshot(Topic topic, Audience audience) => WireJson.Bytes(View(topic, audience));

    public override Counted Tally(Topic topic, long version, IEnumerable<string> liked) => new(version, WireJson.Bytes(new TallyUpdate(
        Room, version, Present, [.. liked.Select(context.Counted)])));

    public override IEnumerable<string> NewestLiked(Topic topic) =>
        topic.Comments.All.TakeLast(4 * RoomFeed.SnapshotComments).Select(c => c.Id).Append(Topic.Itself).Where(context.Likes.ContainsKey);

    public override Comments CommentsOf(Topic topic) => topic.Comments;

    protected override object? Data(Topic topic, Recorded<TopicEvent> recorded, Audience audience) => Left(topic, recorded) switch
    {
        TopicRaised e when topic.IsHidden && audience == Audience.Room => e with { Title = "", Text = "", Files = null, Member = null },
        TopicRaised e when audience == Audience.Room => e with { Member = null },
        TopicAbsorbed e => e with { People = [] },
        TopicTaken or TopicLetGo when audience == Audience.Room => null,
        TopicTextsRemoved e => new EventData.TextsGone(e.Seqs),
        TopicCommented e => e with { Text = topic.Comments.Find(e.Comment)!.ShownText },
        InRound e => RoundEncoding.Data(topic.Rounds, e.Event, audience),
        Rated e => new EventData.OutcomeRated(e.Score, WordsOf(topic), e.Apart),
        TopicCommentRestored e => new EventData.CommentShown(e.Comment, Comment(topic.Comments.Find(e.Comment)!)),
        var happened => happened,
    };

    /// <summary>The event without what was removed of it since.</summary>
    private static TopicEvent Left(Topic topic, Recorded<TopicEvent> recorded) =>
        topic.TextsRemoved.Contains(recorded.Seq) ? recorded.Event.WithoutText() ?? recorded.Event : recorded.Event;

    protected override PersonView Person(Recorded<TopicEvent> recorded) =>
        recorded.Event is Rated or Followed or Unfollowed ? Somebody : Person(recorded.Actor);

    protected override void WriteBeside(Utf8JsonWriter writer, Topic topic, TopicEvent happened)
    {
        var moves = happened is not (TopicCommented or TopicCommentHidden or TopicCommentRestored or TopicCommentWithdrawn or Followed or Unfollowed
            or TopicTextsRemoved or TopicTaken or TopicLetGo or InRound);
        writer.WritePropertyName("topic");
        JsonSerializer.Serialize(
            writer, new TopicNow(
            topic.Status, topic.Followers.Count, SatisfactionOf(topic.Ratings), SatisfactionOf(topic.Apart), moves ? [.. topic.Chain] : null),
            WireJson.Of<TopicNow>());
    }

    private static Satisfaction SatisfactionOf(ImmutableDictionary<string, Rating> ratings) => Satisfaction.Of(ratings.Values.Select(r => r.Score));

    /// <summary>So many of each: however many come afterwards, they take no room from those who count.</summary>
    private static ImmutableArray<RatingWord> WordsOf(Topic topic) => [.. NewestOf(topic.Ratings, apart: null), .. NewestOf(topic.Apart, apart: true)];

    private static IEnumerable<RatingWord> NewestOf(ImmutableDictionary<string, Rating> ratings, bool? apart) =>
        ratings.Values.Where(r => r.Text is not null).OrderByDescending(r => r.Seq).Take(NewestWords)
            .Select(r => new RatingWord(r.Score, r.At, r.Text!, apart));

    private TopicView View(Topic topic, Audience audience)
    {
        var isShown = !topic.IsHidden || audience == Audience.Chair;
        return new TopicView(
            id, isShown ? topic.Title : "", isShown ? topic.Text : "", topic.County, topic.Venue, topic.Category, isShown ? topic.Files : [], topic.Status,
            topic.RaisedAt, Person(topic.Raiser),
            topic.Source, topic.Declined, topic.MergedInto, topic.Absorbed.IsEmpty ? null : [.. topic.Absorbed], [.. topic.Meetings],
            [.. topic.Commitments.Select(Commitment)],
            new CommentsView([.. topic.Comments.Before(long.MaxValue, RoomFeed.SnapshotComments).Select(Comment)], topic.Comments.Total, null, null, null),
            context.Likes.GetValueOrDefault(Topic.Itself), topic.Followers.Count, SatisfactionOf(topic.Ratings), SatisfactionOf(topic.Apart),
            WordsOf(topic),
            [.. topic.Answers], [.. topic.Chain], Present, audience == Audience.Chair ? topic.Owner : null, RoundEncoding.View(topic.Rounds));
    }

    protected override string NameOf(TopicEvent happened) => happened is InRound round ? RoundEncoding.NameOf(round.Event) : base.NameOf(happened);

    private static CommitmentView Commitment(Commitment c) =>
        new(c.Id, c.Department, c.What, c.Due, c.Status, c.Level, c.Source, c.MadeAt, c.CompletedAt, [.. c.Notes], c.DepartmentId);

    private PresentView Present => new(context.PresentNow, 0);

    protected override CommentView Comment(Comment c) =>
        new(c.Id, c.Seq, c.At, Person(c.Author), c.ShownText, null, c.ReplyTo, c.Status, context.Likes.GetValueOrDefault(c.Id));

    private PersonView Person(string person) => new(Pseudonyms.Of(person), null);
}
