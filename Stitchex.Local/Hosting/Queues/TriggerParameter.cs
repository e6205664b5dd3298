using System.Reflection;
using Microsoft.Azure.WebJobs;

namespace Stitchex.Local.Hosting.Queues;

/// <summary>A parameter with a queue trigger, as the listener's binding asks for one, though no method of this process has it.</summary>
internal sealed class TriggerParameter : ParameterInfo
{
    private readonly QueueTriggerAttribute _attribute;

    public TriggerParameter(string name, QueueTriggerAttribute attribute)
    {
        _attribute = attribute;
        NameImpl = name;
        ClassImpl = typeof(string);
        MemberImpl = typeof(TriggerParameter).GetMethod(nameof(Member), BindingFlags.Static | BindingFlags.NonPublic)!;
    }

    // Reflection's extensions cast the array, not only its items.
    public override object[] GetCustomAttributes(Type attributeType, bool inherit) =>
        attributeType.IsInstanceOfType(_attribute) ? new Attribute[] { _attribute } : (object[])Array.CreateInstance(attributeType, 0);

    public override object[] GetCustomAttributes(bool inherit) => new Attribute[] { _attribute };

    public override IList<CustomAttributeData> GetCustomAttributesData() => [];

    private new static void Member()
    {
    }
}
