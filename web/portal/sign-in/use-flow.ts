import { useCallback, useEffect, useRef, useState } from 'react';
import { awaitChange, readFlow, startFlow, type Flow } from '../api/flow.ts';
import { Problem, problemOf } from '../api/request.ts';

export interface FollowedFlow {
  /** Undefined until the server has answered. */
  flow: Flow | undefined;
  /** Why there is no flow, or none any more. */
  problem: Problem | undefined;
  /** Takes the flow that an action answered. While the action runs nothing else is asked. */
  act: (action: (flow: Flow) => Promise<Flow>) => Promise<void>;
  /** Begins anew. */
  restart: () => void;
}

/** What the address of the page names: an interaction of the authorization server, a flow that was begun, or both. */
export interface Opening {
  interaction: string | null;
  sessionId: string | null;
}

const endings = new Set(['flow_unknown', 'flow_expired', 'interaction_unknown']);
const retryMs = 2000;

/**
 * The flow of this page: begun, or gone on with after a reload, and followed while something elsewhere may change it (a
 * phone, a link in a mail).
 */
export function useFlow({ interaction, sessionId: begun }: Opening): FollowedFlow {
  const [flow, setFlow] = useState<Flow>();
  const [problem, setProblem] = useState<Problem>();
  const [round, setRound] = useState(0);
  const { inTurn, isActing } = useTurns();

  useEffect(() => {
    let isLeft = false;
    const settle = (give: () => void) => void (isLeft || give());
    openFlow(interaction, round === 0 ? begun : null).then(
      (opened) => settle(() => setFlow(opened)),
      (error: unknown) => settle(() => setProblem(problemOf(error))),
    );
    return () => void (isLeft = true);
  }, [interaction, begun, round]);

  const { session_id: sessionId, status, challenge } = flow ?? {};
  const isOpen = status === 'challenge_sent' || status === 'approval_pending';
  const isWaiting = isOpen && (challenge?.type === 'approval' || challenge?.type === 'otp');
  useEffect(() => {
    if (sessionId === undefined || !isWaiting || isActing) return undefined;
    const left = new AbortController();
    void follow(sessionId, left.signal, setFlow, setProblem);
    return () => left.abort();
  }, [sessionId, isWaiting, isActing]);

  const act = useCallback(
    async (action: (current: Flow) => Promise<Flow>) => {
      if (!flow) return;
      try {
        setFlow(await inTurn(() => action(flow)));
      } catch (error) {
        const refused = problemOf(error);
        if (!endings.has(refused.code)) throw refused;
        setProblem(refused);
      }
    },
    [flow, inTurn],
  );

  const restart = useCallback(() => {
    setFlow(undefined);
    setProblem(undefined);
    forget(interaction);
    setRound((last) => last + 1);
  }, [interaction]);
  return { flow, problem, act, restart };
}

/** One action after the other: a challenge takes the place of the one before it, and the last that was asked for has to stay. */
function useTurns() {
  const last = useRef<Promise<unknown>>(Promise.resolve());
  const acting = useRef(0);
  const [isActing, setActing] = useState(false);
  const inTurn = useCallback(async (action: () => Promise<Flow>): Promise<Flow> => {
    acting.current++;
    setActing(true);
    try {
      const turn = last.current.then(action, action);
      last.current = turn;
      return await turn;
    } finally {
      acting.current--;
      setActing(acting.current > 0);
    }
  }, []);
  return { inTurn, isActing };
}

/** Asks for news until the page is left. Without a network it tries again until there is one. */
async function follow(
  sessionId: string,
  signal: AbortSignal,
  take: (flow: Flow) => void,
  end: (problem: Problem) => void,
): Promise<void> {
  let ask = () => readFlow(sessionId, signal);
  while (!signal.aborted) {
    try {
      const next = await ask();
      if (signal.aborted) return;
      take(next);
      // The page looks at it first: what is not waited for any more ends this loop, and the server answers that at once.
      await pause(retryMs / 4, signal);
      ask = () => awaitChange(sessionId, signal);
    } catch (error) {
      if (signal.aborted) return;
      const problem = problemOf(error);
      if (endings.has(problem.code)) return end(problem);
      await pause(problem.retryAfter === undefined ? retryMs : problem.retryAfter * 1000, signal);
    }
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/**
 * A page that is loaded again goes on with the flow that it began, or that an identity provider leads back to: its id is no secret, the
 * right to it is a cookie.
 */
async function openFlow(interaction: string | null, begun: string | null): Promise<Flow> {
  if (interaction === null) {
    if (begun === null) throw new Problem('no_interaction');
    return readFlow(begun);
  }
  const kept = begun ?? sessionStorage.getItem(keptName(interaction));
  const open = kept === null ? undefined : await readFlow(kept).catch(ignoreEnded);
  const flow = open ?? (await startFlow(interaction));
  sessionStorage.setItem(keptName(interaction), flow.session_id);
  return flow;
}

function ignoreEnded(error: unknown): undefined {
  if (!endings.has(problemOf(error).code)) throw error;
}

function forget(interaction: string | null): void {
  if (interaction !== null) sessionStorage.removeItem(keptName(interaction));
}

function keptName(interaction: string): string {
  return `countersign.flow.${interaction}`;
}
