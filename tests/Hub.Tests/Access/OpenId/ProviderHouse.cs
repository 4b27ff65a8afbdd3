using Hub.Load.Stores;
using Hub.Tests.House;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Hub.Tests.Access.OpenId;

/// <summary>A house whose staff may sign in by a provider, which is started with it.</summary>
public sealed class ProviderHouse : RunningHouse
{
    public ProviderHouse()
        : this(new Provider(), $"http://127.0.0.1:{TemporaryPostgres.FreePort()}")
    {
    }

    private ProviderHouse(Provider provider, string url)
        : base([.. Wide, $"--urls={url}", .. provider.SettingsOf(url)]) => Provider = provider;

    internal Provider Provider { get; }

    protected override void Add(IServiceCollection services) => services.AddSingleton<IHostedService>(Provider);
}
