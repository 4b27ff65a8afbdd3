namespace Hub.Server.Access;

/// <summary>Opens sessions, and gives a browser its cookie and a script its token.</summary>
internal sealed class SignIns(Tokens tokens, Sessions sessions, SessionCookie cookie)
{
    /// <summary>
    /// Where the request comes with a session of the same person, who may as much, that one goes on; else one begins. A browser gets its cookie, which is good
    /// for all of the person's seats: it is a browser that sends an Origin; a script has its token, and keeps one for each person it plays.
    /// </summary>
    /// <param name="isBrowser">It is one, also where it sends no Origin: a provider has just sent it here.</param>
    public async Task<Session> Open(HttpContext http, Session who, bool isBrowser = false)
    {
        var was = Session.Of(http.User);
        var goesOn = was?.Id is not null && (was.Person, was.IsOfOperatorKey, was.Member, was.Account, was.AccountEpoch)
            == (who.Person, who.IsOfOperatorKey, who.Member, who.Account, who.AccountEpoch);
        var session = who with { Id = goesOn ? was!.Id : Sessions.NewId(), Ends = goesOn ? was!.Ends : sessions.EndOf(who) };
        if (!goesOn || session.IsGuest)
        {
            await sessions.Begin(session, http);
        }

        if (isBrowser || (http.Request.Headers.Origin.Count > 0 && SessionAuthentication.Bearer(http.Request) is null))
        {
            Remember(http, session);
        }

        return session;
    }

    /// <summary>
    /// Gives whoever opens a page a cookie of a guest's session. It is stored when they do something: who only looks leaves nothing behind.
    /// </summary>
    public void Greet(HttpContext http, string person)
    {
        var session = new Session(person, null, IsOperator: false, Id: Sessions.NewId());
        Remember(http, session with { Ends = sessions.EndOf(session) });
    }

    /// <summary>The token of a session that was opened.</summary>
    public string Token(Session session) => tokens.Issue(session);

    private void Remember(HttpContext http, Session session) => cookie.Set(http, tokens.Issue(session with { Room = null }), session.GoodFor);
}
