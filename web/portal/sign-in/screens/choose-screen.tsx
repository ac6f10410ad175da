import { useTranslation } from 'react-i18next';
import { ChoiceList } from '../../../design/controls/choice-list.tsx';
import type { AuthMethod } from '../../api/flow.ts';
import type { Texts } from '../../language/texts.ts';
import { ProblemNotice } from '../../frame/problem-notice.tsx';
import { methodsFor } from '../which-screen.ts';
import { methodIcons } from '../parts/method-icons.tsx';
import { Head, SigningInAs } from '../parts/screen-parts.tsx';
import type { ScreenProps } from '../parts/screen-props.ts';

/** The methods that help now: as a second factor, or when another than the first is wanted. */
export function ChooseScreen(props: ScreenProps & { title: string }) {
  const { flow, step, attempt, goTo, title } = props;
  const { t, i18n } = useTranslation();
  const choices = methodsFor(flow, step.identifier).map((method) => {
    const detail = `method.${method}Detail` as `method.${keyof Texts['method']}`;
    return {
      id: method,
      icon: methodIcons[method],
      name: t(`method.${method}`),
      detail: i18n.exists(detail) ? t(detail) : undefined,
    };
  });
  const client = flow.client.name;
  return (
    <>
      <Head client={client} title={title} />
      <SigningInAs {...props} />
      <ProblemNotice problem={attempt.problem} />
      <ChoiceList
        label={title}
        choices={choices}
        busy={attempt.busy}
        onChoose={(method) => goTo({ method: method as AuthMethod })}
      />
    </>
  );
}
