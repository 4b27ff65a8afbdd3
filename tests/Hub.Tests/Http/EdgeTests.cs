using Hub.Server.Http;
using Hub.Server.Common;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hub.Tests.Http;

public sealed class EdgeTests
{
    /// <summary>Guards a read that was done again: what the first try had written, headers too, was sent along with the second's.</summary>
    [Fact]
    public async Task A_read_that_is_done_again_answers_as_if_it_were_the_first()
    {
        var tries = 0;
        var http = new DefaultHttpContext();
        http.Request.Method = "GET";
        var edge = new HttpEdge(
            context =>
            {
                context.Response.Headers.ContentSecurityPolicy = $"{context.Response.Headers.ContentSecurityPolicy}; style-src 'self'";
                context.Response.Headers.Append("X-Try", $"{++tries}");
                return tries < 3 ? throw new TimeoutException() : Task.CompletedTask;
            },
            new Perseverance(TimeSpan.FromMinutes(1), TimeProvider.System), NullLogger<HttpEdge>.Instance);
        await edge.Invoke(http);
        tries.ShouldBe(3);
        http.Response.Headers["X-Try"].ToString().ShouldBe("3");
        http.Response.Headers.ContentSecurityPolicy.ToString().Split("style-src").Length.ShouldBe(2);
        http.Response.Headers.XContentTypeOptions.ToString().ShouldBe("nosniff");
    }

    [Fact]
    public async Task A_fault_of_the_house_is_written_down_with_its_stack()
    {
        var written = new Written();
        var edge = new HttpEdge(_ => throw new InvalidOperationException("broken"), new Perseverance(TimeSpan.Zero, TimeProvider.System), written);
        await edge.Invoke(new DefaultHttpContext());
        written.Errors.ShouldHaveSingleItem().ShouldBeOfType<InvalidOperationException>().StackTrace.ShouldNotBeNullOrEmpty();
    }

    /// <summary>Guards the answer that the server itself gave to an exception: without a body, and without the headers of every other.</summary>
    [Fact]
    public async Task A_fault_of_the_house_is_answered_without_a_word_of_how_it_is_built()
    {
        var http = new DefaultHttpContext();
        http.Request.Method = "POST";
        http.Response.Body = new MemoryStream();
        var edge = new HttpEdge(
            context =>
            {
                context.Response.Headers.CacheControl = "public";
                throw new InvalidOperationException("no such column: secrets.value");
            },
            new Perseverance(TimeSpan.Zero, TimeProvider.System), NullLogger<HttpEdge>.Instance);
        await edge.Invoke(http);
        http.Response.StatusCode.ShouldBe(500);
        http.Response.Headers.ContentSecurityPolicy.ToString().ShouldContain("frame-ancestors 'none'");
        http.Response.Headers.XContentTypeOptions.ToString().ShouldBe("nosniff");
        http.Response.Headers.CacheControl.ShouldBeEmpty();
        System.Text.Encoding.UTF8.GetString(((MemoryStream)http.Response.Body).ToArray())
            .ShouldBe("""{"code":"fault","message":"This house made a mistake; its log says which."}""");
    }

    private sealed class Written : ILogger<HttpEdge>
    {
        public List<Exception?> Errors { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            logLevel.ShouldBe(LogLevel.Error);
            Errors.Add(exception);
        }
    }
}
