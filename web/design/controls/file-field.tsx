import { IconUpload } from '@tabler/icons-react';
import { useId, useState } from 'react';
import classes from './file-field.module.css';

interface FileFieldProps {
  label: string;
  /** Name of the button. */
  choose: string;
  /** Instead of a name, before a file is chosen. */
  none: string;
  accept?: string;
  onFile: (file: File | undefined) => void;
}

/** A file from this computer: its label, a button and the name of what was chosen. The input of the browser is there, unseen. */
export function FileField({ label, choose, none, accept, onFile }: FileFieldProps) {
  const id = useId();
  const [name, setName] = useState<string>();
  const take = (file: File | undefined) => {
    setName(file?.name);
    onFile(file);
  };
  return (
    <div className={classes.field}>
      <label className={classes.label} htmlFor={id}>
        {label}
      </label>
      <div className={classes.line}>
        <input
          id={id}
          type="file"
          className={`visually-hidden ${classes.input}`}
          accept={accept}
          aria-describedby={`${id}-name`}
          // The same file chosen again is read again.
          onClick={({ currentTarget }) => (currentTarget.value = '')}
          onChange={({ currentTarget }) => take(currentTarget.files?.[0])}
        />
        <label className={classes.button} htmlFor={id} aria-hidden="true">
          <IconUpload size={18} />
          {choose}
        </label>
        <span id={`${id}-name`} className={name ? classes.name : classes.none}>
          {name ?? none}
        </span>
      </div>
    </div>
  );
}
