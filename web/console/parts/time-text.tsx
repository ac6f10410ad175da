import { useFormats } from '../language/use-formats.ts';

/** A moment; its exact time is in the tip. */
export function TimeText({ at, relative = false }: { at: string | number; relative?: boolean }) {
  const formats = useFormats();
  return (
    <time dateTime={new Date(at).toISOString()} title={formats.exact(at)}>
      {relative ? formats.ago(at) : formats.moment(at)}
    </time>
  );
}
