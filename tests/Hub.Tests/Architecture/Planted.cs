using Hub.Server.Http;
using Hub.Server.Views;

#pragma warning disable IDE0130 // The namespaces are what is planted.
namespace Hub.Server.Journal
{
    /// <summary>Two arrows that go up, of a call and of a field.</summary>
    internal sealed class PlantedCall(HouseViews views)
    {
        public object Both() => (views, Errors.Of(Hub.Domain.Rejection.Forbidden));
    }
}

namespace Hub.Server.Cellar
{
    /// <summary>A folder that nobody has put on a floor.</summary>
    internal sealed class PlantedFolder;
}
