import { ConfirmDialog } from '../../../design/confirm-dialog.tsx';
import { useAttempt } from '../../../design/use-attempt.ts';
import type { DeviceView } from '../../contract.ts';
import { shop } from '../shop-api.ts';
import { ShopProblemAlert } from '../shop-problem-alert.tsx';

/** One phone, or all of them. */
export type Disconnecting = { phone: DeviceView } | 'all';

interface DisconnectDialogProps {
  disconnecting: Disconnecting;
  onClose: () => void;
  onDone: () => void;
}

/** Disconnects a phone after a confirmation. */
export function DisconnectDialog({ disconnecting, onClose, onDone }: DisconnectDialogProps) {
  const { busy, error, attempt } = useAttempt();
  const isAll = disconnecting === 'all';
  const disconnect = async () => {
    if (await attempt(() => (isAll ? shop.disconnectAll() : shop.disconnect(disconnecting.phone.deviceId)))) onClose();
    onDone();
  };
  return (
    <ConfirmDialog
      title={isAll ? 'Disconnect all phones?' : `Disconnect ${disconnecting.phone.name}?`}
      question={`${isAll ? 'They' : 'It'} can confirm nothing for you any more, until connected again. A payment that waits there is cancelled.`}
      yes={isAll ? 'Disconnect all' : 'Disconnect'}
      no={isAll ? 'Keep them' : 'Keep it'}
      busy={busy}
      onYes={() => void disconnect()}
      onNo={onClose}
    >
      <ShopProblemAlert title="It was not disconnected" error={error} />
    </ConfirmDialog>
  );
}
