using Hub.Server.Http;
using Hub.Server.Common;
using Microsoft.AspNetCore.Http;
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
}
