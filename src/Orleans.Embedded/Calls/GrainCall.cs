using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Orleans.Runtime;

/// <summary>A call whose caller waits for a <typeparamref name="TResult"/>.</summary>
internal abstract class GrainCall<TResult>(GrainMethod method) : GrainRequest(method)
{
    // The builder is a task without a completion source beside it.
    private AsyncTaskMethodBuilder<TResult> _promise = AsyncTaskMethodBuilder<TResult>.Create();
    private Task? _pending;

    /// <summary>The caller's task. Read once before the call is sent: that makes it.</summary>
    internal Task<TResult> Promise => _promise.Task;

    protected Exception? Error { get; private set; }

    protected TResult? Result { get; private set; }

    internal override void SetError(Exception exception) => Error = exception;

    internal override void Deliver()
    {
        if (Method.IsOneWay)
        {
            // Nobody waits; a task with an error would only be reported as forgotten.
            return;
        }

        if (Error is null)
        {
            _promise.SetResult(Result!);
        }
        else
        {
            _promise.SetException(Error);
        }
    }

    internal sealed override void Invoke(Activation activation)
    {
        try
        {
            if (!TryInvoke(activation.Instance!, out var result, out _pending))
            {
                // Attached in a turn, so it runs in a turn.
                _pending.GetAwaiter().UnsafeOnCompleted(OnCompleted);
                return;
            }

            Finish(activation, result, null);
        }
        catch (Exception exception)
        {
            Finish(activation, default, exception);
        }
    }

    /// <summary>Calls the method; false when its answer is still to come with <paramref name="pending"/>.</summary>
    protected abstract bool TryInvoke(object grain, out TResult? result, [NotNullWhen(false)] out Task? pending);

    protected abstract TResult GetResult(Task completed);

    private void OnCompleted()
    {
        var activation = Target!;
        TResult? result = default;
        Exception? error = null;
        try
        {
            result = GetResult(_pending!);
        }
        catch (Exception exception)
        {
            error = exception;
        }

        _pending = null;
        Finish(activation, result, error);
    }

    private void Finish(Activation activation, TResult? result, Exception? error)
    {
        if (Method.IsOneWay)
        {
            activation.Finish(this, answer: false);
            if (error is not null)
            {
                activation.LogOneWayFailed(error, Method.FullName);
            }

            return;
        }

        if (error is Storage.InconsistentStateException { IsSourceActivation: true } inconsistent)
        {
            inconsistent.IsSourceActivation = false;
            activation.Deactivate(new(DeactivationReasonCode.ApplicationError, error, "The stored state is not the one that was read."));
        }

        var answer = TryAnswer();
        if (answer)
        {
            Result = result;
            Error = error;
        }

        activation.Finish(this, answer);
    }
}

/// <summary>A call of a method that answers a value.</summary>
internal sealed class ValueCall<TArgs, TResult>(ValueMethod<TArgs, TResult> method, TArgs args) : GrainCall<TResult>(method)
{
    private TArgs? _args = args;

    protected override bool TryInvoke(object grain, out TResult? result, [NotNullWhen(false)] out Task? pending)
    {
        var arguments = _args!;
        _args = default;
        var answer = ((ValueMethod<TArgs, TResult>)Method).Body(grain, arguments, Cancellation?.Token ?? default);
        if (answer.IsCompleted)
        {
            pending = null;
            result = answer.GetAwaiter().GetResult();
            return true;
        }

        pending = answer.AsTask();
        result = default;
        return false;
    }

    protected override TResult GetResult(Task completed) => ((Task<TResult>)completed).GetAwaiter().GetResult();
}

/// <summary>A call of a method that answers nothing but its end.</summary>
internal sealed class VoidCall<TArgs>(VoidMethod<TArgs> method, TArgs args) : GrainCall<Nothing>(method)
{
    private TArgs? _args = args;

    protected override bool TryInvoke(object grain, out Nothing result, [NotNullWhen(false)] out Task? pending)
    {
        var arguments = _args!;
        _args = default;
        result = default;
        var answer = ((VoidMethod<TArgs>)Method).Body(grain, arguments, Cancellation?.Token ?? default);
        if (answer.IsCompleted)
        {
            pending = null;
            answer.GetAwaiter().GetResult();
            return true;
        }

        pending = answer.AsTask();
        return false;
    }

    protected override Nothing GetResult(Task completed)
    {
        completed.GetAwaiter().GetResult();
        return default;
    }
}

/// <summary>The answer of a method that answers nothing.</summary>
internal readonly struct Nothing;
