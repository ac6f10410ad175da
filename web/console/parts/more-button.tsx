import { Button } from '../../design/controls/button.tsx';
import { useTexts } from '../language/language.ts';
import parts from './parts.module.css';

/** Below a list: fetches its next page, where there is one. */
export function MoreButton({
  of: { hasNextPage, isFetchingNextPage, fetchNextPage },
}: {
  of: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => Promise<unknown> };
}) {
  const { t } = useTexts();
  if (!hasNextPage) return null;
  return (
    <div className={parts.more}>
      <Button look="secondary" busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
        {t('parts.more')}
      </Button>
    </div>
  );
}
