namespace Orleans.Runtime;

/// <summary>The base of the classes that <see cref="GrainProxyCompiler"/> makes: one for each grain interface.</summary>
internal abstract class GrainProxy(Silo silo, GrainClass grainClass, GrainId grainId) : GrainReference(grainId)
{
    private IGrainTarget? _target;

    internal Silo Silo => silo;

    internal GrainClass Class => grainClass;

    protected Task<TResult> Call<TArgs, TResult>(ValueMethod<TArgs, TResult> method, TArgs args, CancellationToken cancellationToken)
    {
        var call = new ValueCall<TArgs, TResult>(method, args);
        if (method.IsOneWay)
        {
            return TryPostOneWay(call) ? Task.FromResult(default(TResult)!) : Task.FromException<TResult>(Silo.Unavailable());
        }

        var promise = call.Promise;
        return TrySend(call, cancellationToken) ? promise : Task.FromCanceled<TResult>(cancellationToken);
    }

    protected Task CallVoid<TArgs>(VoidMethod<TArgs> method, TArgs args, CancellationToken cancellationToken)
    {
        var call = new VoidCall<TArgs>(method, args);
        if (method.IsOneWay)
        {
            return TryPostOneWay(call) ? Task.CompletedTask : Task.FromException(Silo.Unavailable());
        }

        var promise = call.Promise;
        return TrySend(call, cancellationToken) ? promise : Task.FromCanceled(cancellationToken);
    }

    protected IAsyncEnumerable<TItem> Enumerate<TArgs, TItem>(
        SequenceMethod<TArgs, TItem> method, TArgs args, CancellationToken cancellationToken) =>
        new GrainSequence<TArgs, TItem>(this, method, args, cancellationToken);

    /// <summary>Sends a call whose caller waits; false when the caller has given up already.</summary>
    internal bool TrySend(GrainRequest request, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return false;
        }

        if (TryPrepare(request, cancellationToken))
        {
            Post(request);
        }

        return true;
    }

    /// <summary>Sends a call to one activation and no other; it fails when that is gone.</summary>
    internal void SendTo(Activation? activation, GrainRequest request, CancellationToken cancellationToken)
    {
        if (TryPrepare(request, cancellationToken) && activation?.TryPost(request) is not true)
        {
            request.Fail(GrainIteration.Aborted());
        }
    }

    /// <summary>Puts the call into the grain's mailbox.</summary>
    internal void Post(GrainRequest request)
    {
        var target = _target ??= silo.Resolve(grainClass, GrainId, null);
        while (!target.TryPost(request))
        {
            target = _target = silo.Resolve(grainClass, GrainId, target);
        }
    }

    private bool TryPostOneWay(GrainRequest request)
    {
        if (!silo.Takes(Activation.OnThisThread))
        {
            return false;
        }

        Post(request);
        return true;
    }

    /// <summary>Makes the call ready to be posted; false when it has failed because the silo stops.</summary>
    private bool TryPrepare(GrainRequest request, CancellationToken cancellationToken)
    {
        var sender = Activation.OnThisThread;
        if (!silo.Takes(sender))
        {
            request.Fail(Silo.Unavailable());
            return false;
        }

        if (sender is not null)
        {
            request.FromGrain = true;
            request.Parent = sender.CurrentRequest(out var guessed);
            request.IsParentGuessed = guessed;
        }

        if (cancellationToken.CanBeCanceled)
        {
            request.Cancellation = new CallCancellation(request, cancellationToken);
        }

        request.SentAt = silo.Now;
        silo.Calls.Add(request);
        return true;
    }
}
