// Made by dev/api-types/generate.ts: not to be changed by hand. Of the description d7a992b38d6710b4.
/* oxlint-disable max-lines */

export interface paths {
  '/admin/v1/users': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * People: listed, searched and filtered
     * @description Lists people, those who match what was asked. With `user_id` alone it finds the user of exactly that id.
     */
    get: operations['get_admin_v1_users'];
    put?: never;
    /**
     * Create a person
     * @description Creates a person, with a username, an e-mail address or a phone number at least.
     */
    post: operations['post_admin_v1_users'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/v1/users/{user_id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * A user: the profile, and what there is of them
     * @description Shows the profile of a user, and counts what there is of them.
     */
    get: operations['get_admin_v1_users_user_id'];
    put?: never;
    post?: never;
    /**
     * Delete a user, with everything of theirs
     * @description Deletes a user: profile, phones, tokens, consents and sessions. What is open for them ends as `cancelled`.
     */
    delete: operations['delete_admin_v1_users_user_id'];
    options?: never;
    head?: never;
    /**
     * Change what is sent of a person
     * @description Changes what is sent (RFC 7396). Lists are replaced. A user without a profile gets one.
     */
    patch: operations['patch_admin_v1_users_user_id'];
    trace?: never;
  };
  '/admin/v1/users/{user_id}/events': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The latest 20 events of a user
     * @description Lists the latest 20 events of the user.
     */
    get: operations['get_admin_v1_users_user_id_events'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/v1/users/{user_id}/notifications': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * How a user wants to be notified
     * @description Tells how the user is notified.
     */
    get: operations['get_admin_v1_users_user_id_notifications'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/v1/users/{user_id}/consents': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * What a user let web clients do
     * @description Lists what the user allowed web clients to do.
     */
    get: operations['get_admin_v1_users_user_id_consents'];
    put?: never;
    post?: never;
    /**
     * Revoke consents with their tokens: all
     * @description Revokes all consents of the user, and their tokens.
     */
    delete: operations['delete_admin_v1_users_user_id_consents'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/v1/users/{user_id}/tokens': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Tokens that clients have of a user
     * @description Lists the tokens of the user.
     */
    get: operations['get_admin_v1_users_user_id_tokens'];
    put?: never;
    post?: never;
    /**
     * Revoke tokens: all
     * @description Revokes all tokens of the user.
     */
    delete: operations['delete_admin_v1_users_user_id_tokens'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/v1/users/{user_id}/grants': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Codes of a user that were not exchanged for tokens yet
     * @description Lists codes of the user that were not exchanged for tokens yet.
     */
    get: operations['get_admin_v1_users_user_id_grants'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/v1/users/{user_id}/devices': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The devices of a user
     * @description Lists the devices that the user is connected to.
     */
    get: operations['get_admin_v1_users_user_id_devices'];
    put?: never;
    post?: never;
    /**
     * Disconnect a user from devices: all
     * @description Takes the user off all devices.
     */
    delete: operations['delete_admin_v1_users_user_id_devices'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/v1/users/{user_id}/trusted-devices': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The browsers that a user trusts
     * @description Lists the browsers that stand in for the second factor of the user.
     */
    get: operations['get_admin_v1_users_user_id_trusted_devices'];
    put?: never;
    post?: never;
    /**
     * End the trust of a user in browsers: all
     * @description Ends the trust of the user in all browsers.
     */
    delete: operations['delete_admin_v1_users_user_id_trusted_devices'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/v1/devices/{device_id}/users': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * All users of a device, to be shown before it is deleted
     * @description Lists every user of the device, with the digest that a deletion repeats.
     */
    get: operations['get_admin_v1_devices_device_id_users'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/v1/users/{user_id}/devices/users': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * All users of all devices of a user, to be shown before they are deleted
     * @description Lists every user of every device of the user: show them before the devices are deleted.
     */
    get: operations['get_admin_v1_users_user_id_devices_users'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/v1/users/{user_id}/action-tokens': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Open action tokens of a user
     * @description Lists the open action tokens of the user, without their values.
     */
    get: operations['get_admin_v1_users_user_id_action_tokens'];
    put?: never;
    post?: never;
    /**
     * Revoke all open action tokens of a user
     * @description Revokes all open action tokens of the user.
     */
    delete: operations['delete_admin_v1_users_user_id_action_tokens'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/v1/users/{user_id}/methods': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Sign-in methods of a user
     * @description Lists what the user signs in with, without secrets: sign-in methods, verified addresses and numbers, phones that approve.
     */
    get: operations['get_admin_v1_users_user_id_methods'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/v1/users/{user_id}/sessions': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Browsers that a user is signed in with
     * @description Lists the browsers that the user is signed in with.
     */
    get: operations['get_admin_v1_users_user_id_sessions'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/v1/users/{user_id}/messages': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Mails and messages to a user, newest first
     * @description Lists the mails, text messages and WhatsApp messages to the user. What they said is not kept; the messages of mobile authentications are in their transactions.
     */
    get: operations['get_admin_v1_users_user_id_messages'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/v1/users/{user_id}/disable': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Disable a person
     * @description Disables a person: tokens and sessions are gone, and their phones are asked nothing. Done already is done.
     */
    post: operations['post_admin_v1_users_user_id_disable'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/v1/users/{user_id}/sign-out': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Sign a person out everywhere
     * @description Signs a person out everywhere: sessions end with what sites got in them, sign-ins in progress too, and no browser is trusted any more.
     */
    post: operations['post_admin_v1_users_user_id_sign_out'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/v1/users/{user_id}/invite': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Mail a person the link that activates their account
     * @description Mails a person who is not active yet the link that activates the account and signs in. It is good for seven days, and can be sent again.
     */
    post: operations['post_admin_v1_users_user_id_invite'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/v1/users/{user_id}/tokens/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /**
     * Revoke tokens: one
     * @description Revokes one token.
     */
    delete: operations['delete_admin_v1_users_user_id_tokens_id'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/v1/users/{user_id}/consents/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /**
     * Revoke consents with their tokens: one
     * @description Revokes one consent, and its tokens.
     */
    delete: operations['delete_admin_v1_users_user_id_consents_id'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/v1/users/{user_id}/trusted-devices/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /**
     * End the trust of a user in browsers: one
     * @description Ends the trust of the user in one browser.
     */
    delete: operations['delete_admin_v1_users_user_id_trusted_devices_id'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/v1/users/{user_id}/action-tokens/{token_id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /**
     * Revoke an open action token of a user
     * @description Revokes one open action token.
     */
    delete: operations['delete_admin_v1_users_user_id_action_tokens_token_id'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/v1/users/{user_id}/sessions/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /**
     * Sign a user out of one browser
     * @description Signs the user out of one browser, with what sites got in that session. `sign-out` ends all of them.
     */
    delete: operations['delete_admin_v1_users_user_id_sessions_id'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/v1/users/{user_id}/enable': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Enable a person
     * @description Enables a person, or activates one who is not active yet. Done already is done.
     */
    post: operations['post_admin_v1_users_user_id_enable'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/v1/users/{user_id}/expire-password': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Have a person change their password
     * @description Has a person change their password at the next sign-in, as another may know it. Sessions go on: end them with `sign-out`.
     */
    post: operations['post_admin_v1_users_user_id_expire_password'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/v1/users/{user_id}/unlock': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Open what wrong codes or a report locked
     * @description Lets pushes go again to a user who reported a request, and forgets wrong codes.
     */
    post: operations['post_admin_v1_users_user_id_unlock'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/v1/users/{user_id}/devices/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /**
     * Disconnect a user from devices: one
     * @description Takes the user off one device.
     */
    delete: operations['delete_admin_v1_users_user_id_devices_id'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/v1/users/{user_id}/devices/{id}/mobile-authentication': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /**
     * Revoke mobile authentication of a user, and push with it, on devices: one
     * @description Removes the keys of the user on one device, and push with them.
     */
    delete: operations['delete_admin_v1_users_user_id_devices_id_mobile_authentication'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/v1/users/{user_id}/mobile-authentication': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /**
     * Revoke mobile authentication of a user, and push with it, on devices: all
     * @description Removes the keys of the user on all devices, and push with them.
     */
    delete: operations['delete_admin_v1_users_user_id_mobile_authentication'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/v1/users/{user_id}/devices/{id}/push': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /**
     * Revoke push of a user on devices: one
     * @description Removes push of the user on one device; the keys stay.
     */
    delete: operations['delete_admin_v1_users_user_id_devices_id_push'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/v1/users/{user_id}/push': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /**
     * Revoke push of a user on devices: all
     * @description Removes push of the user on all devices; the keys stay.
     */
    delete: operations['delete_admin_v1_users_user_id_push'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/v1/users/{user_id}/push-freeze': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /**
     * Let pushes go again to a user who reported a request
     * @description Ends the time in which nothing is pushed to a user who reported a request.
     */
    delete: operations['delete_admin_v1_users_user_id_push_freeze'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/v1/users/{user_id}/methods/{method_id}/reset': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Take a sign-in method from a user
     * @description Takes a sign-in method from a user, who is told by mail. The last way in stays, and what a policy demands. Phones are removed as devices.
     */
    post: operations['post_admin_v1_users_user_id_methods_method_id_reset'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/v1/devices/{device_id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /**
     * Delete a device for all its users
     * @description Deletes the device for all its users, only while they are those that were shown.
     */
    delete: operations['delete_admin_v1_devices_device_id'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/v1/users/{user_id}/devices/deletions': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Delete devices of a user, each with the users that were shown
     * @description Deletes devices of the user, each only while its users are those that were shown.
     */
    post: operations['post_admin_v1_users_user_id_devices_deletions'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/v1/events': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * What happened, newest first
     * @description Lists events, newest first, as the Events API does.
     */
    get: operations['get_admin_v1_events'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/v1/messages': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Mails and messages to people, newest first
     * @description Lists mails, text messages and WhatsApp messages of the last 90 days. What they said, with its codes and links, is gone once they have ended; the messages of mobile authentications are in their transactions.
     */
    get: operations['get_admin_v1_messages'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/v1/messages/{message_id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * One mail or message with its tries
     * @description Shows one message with its tries.
     */
    get: operations['get_admin_v1_messages_message_id'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/v1/channels': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The channels of messages, and how they fare
     * @description Answers by what each channel sends, and how its messages went in the last hour and the last day.
     */
    get: operations['get_admin_v1_channels'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/v1/overview': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * What is open, the last 24 hours, and how messages go
     * @description Counts what is open, and what the last 24 hours brought, hour by hour.
     */
    get: operations['get_admin_v1_overview'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/v1/overview/history': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The last 7 or 30 days
     * @description Counts the last 7 or 30 days, part by part, as the overview counts hours.
     */
    get: operations['get_admin_v1_overview_history'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/v1/transactions': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Transactions, newest first
     * @description Lists transactions, newest first.
     */
    get: operations['get_admin_v1_transactions'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/v1/transactions/{transaction_id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * One transaction with its callback and its events
     * @description Shows one transaction with its callback, its text messages and its events.
     */
    get: operations['get_admin_v1_transactions_transaction_id'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/v1/transactions/{transaction_id}/cancel': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Cancel an open transaction; 202 when its workflow could not be told yet
     * @description Ends an open transaction. 202: the workflow could not be told yet, and will be.
     */
    post: operations['post_admin_v1_transactions_transaction_id_cancel'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/v1/transactions/{transaction_id}/callback/replay': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Deliver the callback of a transaction again, now
     * @description Delivers the callback again, under the same `webhook-id`.
     */
    post: operations['post_admin_v1_transactions_transaction_id_callback_replay'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/v1/system': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Versions, parts, keys and recurring work
     * @description Answers which versions run, whether the parts answer, which keys the keyring has, and where recurring work stands.
     */
    get: operations['get_admin_v1_system'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/v1/me': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Who is signed in, and what they may do
     * @description Answers which operator calls, and what their roles allow.
     */
    get: operations['get_admin_v1_me'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
}
export type webhooks = Record<string, never>;
export interface components {
  schemas: never;
  responses: never;
  parameters: never;
  requestBodies: never;
  headers: never;
  pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
  get_admin_v1_users: {
    parameters: {
      query?: {
        /** @description The user of exactly this id, at a glance. Alone: with nothing else. */
        user_id?: string;
        /** @description A part of a name, username, e-mail address, id, or the beginning or end of a phone number. 2 letters are a beginning, 3 any part. */
        q?: string;
        /** @description Only people of this status. */
        status?: 'inactive' | 'active' | 'disabled' | 'restricted' | 'deletion_pending';
        /** @description Only people who were registered then or later (RFC 3339). */
        registered_after?: string;
        /** @description Only people who were registered before (RFC 3339). */
        registered_before?: string;
        /** @description Only people who have not been seen since then (RFC 3339); who was never seen counts by when they became known. */
        last_seen_before?: string;
        /** @description Only people with this hub role. */
        role?:
          | 'Administrator'
          | 'UserObserver'
          | 'OrganizationObserver'
          | 'GroupObserver'
          | 'RoleObserver'
          | 'PolicyObserver'
          | 'ClientObserver'
          | 'ClaimObserver'
          | 'ConsentObserver'
          | 'SessionObserver'
          | 'DataRequestObserver'
          | 'CommunicationObserver'
          | 'IntegrationObserver'
          | 'PortalObserver'
          | 'SettingObserver'
          | 'ReportObserver'
          | 'AuditObserver'
          | 'UserContributor'
          | 'OrganizationContributor'
          | 'GroupContributor'
          | 'RoleContributor'
          | 'PolicyContributor'
          | 'ClientContributor'
          | 'ClaimContributor'
          | 'ConsentContributor'
          | 'SessionContributor'
          | 'DataRequestContributor'
          | 'CommunicationContributor'
          | 'IntegrationContributor'
          | 'PortalContributor'
          | 'SettingContributor'
          | 'ReportContributor';
        /** @description Only people with a verified sign-in method of this type. */
        has_method?:
          | 'password'
          | 'authenticator_app'
          | 'passkey'
          | 'recovery_codes'
          | 'email'
          | 'phone'
          | 'identity'
          | 'certificate';
        /** @description Only people of whom this is so: a filter of SCIM (RFC 7644 section 3.4.2.2). */
        filter?: string;
        /** @description Order of the list; a hyphen turns it around. */
        sort?: 'registered_at' | '-registered_at' | 'display_name' | '-display_name' | 'last_seen_at' | '-last_seen_at';
        /** @description Whether all that match are counted. */
        count?: 'true' | 'false';
        /** @description People on a page. */
        limit?: number;
        /** @description `next_cursor` of the page before, with the same question. */
        cursor?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json':
            | {
                /** @description The user, as the site names them. */
                user_id: string;
                /** @description When the user was first heard of (RFC 3339); null if unknown. */
                known_since: string | null;
                /** @description Number of devices. */
                devices: number;
                /** @description Number of codes that were not exchanged for tokens yet. */
                grants: number;
                /** @description Number of open transactions. */
                open_transactions: number;
                /** @description When pushes go again after a report (RFC 3339); null if they go. */
                push_frozen_until: string | null;
              }
            | {
                /** @description The people. */
                items: {
                  /** @description The user. */
                  user_id: string;
                  /** @description Username; null if none. */
                  username: string | null;
                  /** @description Name that the person is shown by; null if unknown. */
                  display_name: string | null;
                  /** @description Primary e-mail address; null if none. */
                  email: string | null;
                  /** @description Primary phone number; null if none. */
                  phone_number: string | null;
                  /**
                   * @description Where the person stands.
                   * @enum {string}
                   */
                  status: 'inactive' | 'active' | 'disabled' | 'restricted' | 'deletion_pending';
                  /** @description Hub roles. */
                  roles: (
                    | 'Administrator'
                    | 'UserObserver'
                    | 'OrganizationObserver'
                    | 'GroupObserver'
                    | 'RoleObserver'
                    | 'PolicyObserver'
                    | 'ClientObserver'
                    | 'ClaimObserver'
                    | 'ConsentObserver'
                    | 'SessionObserver'
                    | 'DataRequestObserver'
                    | 'CommunicationObserver'
                    | 'IntegrationObserver'
                    | 'PortalObserver'
                    | 'SettingObserver'
                    | 'ReportObserver'
                    | 'AuditObserver'
                    | 'UserContributor'
                    | 'OrganizationContributor'
                    | 'GroupContributor'
                    | 'RoleContributor'
                    | 'PolicyContributor'
                    | 'ClientContributor'
                    | 'ClaimContributor'
                    | 'ConsentContributor'
                    | 'SessionContributor'
                    | 'DataRequestContributor'
                    | 'CommunicationContributor'
                    | 'IntegrationContributor'
                    | 'PortalContributor'
                    | 'SettingContributor'
                    | 'ReportContributor'
                  )[];
                  /** @description Types of the sign-in methods that are verified. */
                  methods: (
                    | 'password'
                    | 'authenticator_app'
                    | 'passkey'
                    | 'recovery_codes'
                    | 'email'
                    | 'phone'
                    | 'identity'
                    | 'certificate'
                  )[];
                  /** @description When they became known (RFC 3339). */
                  registered_at: string;
                  /** @description When they signed in, used a session or their app got tokens last (RFC 3339), exact to five minutes; null: never. */
                  last_seen_at: string | null;
                  /** @description Highest level that they can sign in at with the methods that they have; 0: with none. */
                  level: number;
                  /**
                   * @description Where they come from: made here, by a directory, or by a sign-in at an identity provider.
                   * @enum {string}
                   */
                  source: 'local' | 'scim' | 'idp';
                }[];
                /** @description Where the next page begins; null on the last page. */
                next_cursor: string | null;
                /** @description How many match, where it was asked for. */
                count?: number;
                /**
                 * @description There is none of what was asked for: these are like it.
                 * @constant
                 */
                similar?: true;
              };
        };
      };
    };
  };
  post_admin_v1_users: {
    parameters: {
      query?: never;
      header?: {
        /** @description Makes it safe to repeat the request when its answer was lost: the same key with the same request gets the first answer again, with another request 409. */
        'Idempotency-Key'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @description Username: 4 to 64 letters, digits, `.`, `_`, `-`. */
          username?: string | null;
          /** @description Name that the person is shown by. */
          display_name?: string | null;
          /** @description Given name. */
          given_name?: string | null;
          /** @description Family name. */
          family_name?: string | null;
          /** @description Initials. */
          initials?: string | null;
          /** @description Gender. */
          gender?: string | null;
          /** @description Birth date, `YYYY-MM-DD`. */
          birthdate?: string | null;
          /** @description Language of the person (BCP 47). */
          locale?: string | null;
          /** @description Time zone, by its IANA name. */
          zoneinfo?: string | null;
          /** @description E-mail addresses, five at most. */
          email_addresses?:
            | {
                /** @description The e-mail address, or the phone number in E.164 form. */
                value: string;
                /**
                 * @description Whether it is the one to use first. Without one the first is.
                 * @default false
                 */
                primary?: boolean;
                /** @description What it is called, such as `work`. */
                tag?: string | null;
              }[]
            | null;
          /** @description Phone numbers, three at most. */
          phone_numbers?:
            | {
                /** @description The e-mail address, or the phone number in E.164 form. */
                value: string;
                /**
                 * @description Whether it is the one to use first. Without one the first is.
                 * @default false
                 */
                primary?: boolean;
                /** @description What it is called, such as `work`. */
                tag?: string | null;
              }[]
            | null;
          /** @description Postal addresses, ten at most. */
          addresses?:
            | {
                /** @description Street. */
                street_name?: string | null;
                /** @description House number. */
                house_number?: string | null;
                /** @description What follows the house number. */
                house_number_addition?: string | null;
                /** @description Postal code. */
                postal_code?: string | null;
                /** @description City. */
                city?: string | null;
                /** @description Region or state. */
                region?: string | null;
                /** @description Country (ISO 3166-1 alpha-2). */
                country_code?: string | null;
                /** @description Company. */
                company_name?: string | null;
                /**
                 * @description Whether it is the one to use first.
                 * @default false
                 */
                primary?: boolean;
              }[]
            | null;
          /** @description What else is known, 50 at most. */
          custom_attributes?:
            | {
                /** @description Name of the attribute. */
                name: string;
                /** @description Its value. */
                value: string;
              }[]
            | null;
          /** @description What a site calls the person elsewhere. */
          reference_id?: string | null;
        };
      };
    };
    responses: {
      /** @description Made */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description The user, as the site names them. */
            user_id: string;
            /** @description When the user was first heard of (RFC 3339); null if unknown. */
            known_since: string | null;
            /** @description Number of devices. */
            devices: number;
            /** @description Number of codes that were not exchanged for tokens yet. */
            grants: number;
            /** @description Number of open transactions. */
            open_transactions: number;
            /** @description When pushes go again after a report (RFC 3339); null if they go. */
            push_frozen_until: string | null;
            /** @description Where the person stands; null of a user without a profile. */
            status: ('inactive' | 'active' | 'disabled' | 'restricted' | 'deletion_pending') | null;
            /** @description Why an operator disabled, enabled or unlocked them last; null if none did. */
            status_reason: string | null;
            /** @description Username; null if none. */
            username: string | null;
            /** @description Name that the person is shown by; null if none was given. */
            display_name: string | null;
            /** @description Given name; null if unknown. */
            given_name: string | null;
            /** @description Family name; null if unknown. */
            family_name: string | null;
            /** @description Initials; null if unknown. */
            initials: string | null;
            /** @description Gender; null if unknown. */
            gender: string | null;
            /** @description Birth date, `YYYY-MM-DD`; null if unknown. */
            birthdate: string | null;
            /** @description Language of the person (BCP 47); null if unknown. */
            locale: string | null;
            /** @description Time zone, by its IANA name; null if unknown. */
            zoneinfo: string | null;
            /** @description E-mail addresses, the primary one first. */
            email_addresses: {
              /** @description The e-mail address, or the phone number in E.164 form. */
              value: string;
              /** @description Whether it is the one to use first. */
              primary: boolean;
              /** @description What it is called; null if nothing. */
              tag: string | null;
              /** @description When it was verified (RFC 3339); null if it was not. */
              verified_at: string | null;
            }[];
            /** @description Phone numbers, the primary one first. */
            phone_numbers: {
              /** @description The e-mail address, or the phone number in E.164 form. */
              value: string;
              /** @description Whether it is the one to use first. */
              primary: boolean;
              /** @description What it is called; null if nothing. */
              tag: string | null;
              /** @description When it was verified (RFC 3339); null if it was not. */
              verified_at: string | null;
            }[];
            /** @description Postal addresses. */
            addresses: {
              /** @description Street. */
              street_name: string | null;
              /** @description House number. */
              house_number: string | null;
              /** @description What follows the house number. */
              house_number_addition: string | null;
              /** @description Postal code. */
              postal_code: string | null;
              /** @description City. */
              city: string | null;
              /** @description Region or state. */
              region: string | null;
              /** @description Country (ISO 3166-1 alpha-2). */
              country_code: string | null;
              /** @description Company. */
              company_name: string | null;
              /** @description Whether it is the one to use first. */
              primary: boolean;
            }[];
            /** @description What else is known. */
            custom_attributes: {
              /** @description Name of the attribute. */
              name: string;
              /** @description Its value. */
              value: string;
            }[];
            /** @description Values of claims by definition, by claim type. */
            claims: {
              [key: string]: string[];
            };
            /** @description What a site calls the person elsewhere; null if nothing. */
            reference_id: string | null;
            /** @description When the person became known (RFC 3339); null of a user without a profile. */
            registered_at: string | null;
            /** @description When the profile was last changed (RFC 3339); null of a user without one. */
            changed_at: string | null;
          };
        };
      };
    };
  };
  get_admin_v1_users_user_id: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description The user, as the site names them. */
        user_id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description The user, as the site names them. */
            user_id: string;
            /** @description When the user was first heard of (RFC 3339); null if unknown. */
            known_since: string | null;
            /** @description Number of devices. */
            devices: number;
            /** @description Number of codes that were not exchanged for tokens yet. */
            grants: number;
            /** @description Number of open transactions. */
            open_transactions: number;
            /** @description When pushes go again after a report (RFC 3339); null if they go. */
            push_frozen_until: string | null;
            /** @description Where the person stands; null of a user without a profile. */
            status: ('inactive' | 'active' | 'disabled' | 'restricted' | 'deletion_pending') | null;
            /** @description Why an operator disabled, enabled or unlocked them last; null if none did. */
            status_reason: string | null;
            /** @description Username; null if none. */
            username: string | null;
            /** @description Name that the person is shown by; null if none was given. */
            display_name: string | null;
            /** @description Given name; null if unknown. */
            given_name: string | null;
            /** @description Family name; null if unknown. */
            family_name: string | null;
            /** @description Initials; null if unknown. */
            initials: string | null;
            /** @description Gender; null if unknown. */
            gender: string | null;
            /** @description Birth date, `YYYY-MM-DD`; null if unknown. */
            birthdate: string | null;
            /** @description Language of the person (BCP 47); null if unknown. */
            locale: string | null;
            /** @description Time zone, by its IANA name; null if unknown. */
            zoneinfo: string | null;
            /** @description E-mail addresses, the primary one first. */
            email_addresses: {
              /** @description The e-mail address, or the phone number in E.164 form. */
              value: string;
              /** @description Whether it is the one to use first. */
              primary: boolean;
              /** @description What it is called; null if nothing. */
              tag: string | null;
              /** @description When it was verified (RFC 3339); null if it was not. */
              verified_at: string | null;
            }[];
            /** @description Phone numbers, the primary one first. */
            phone_numbers: {
              /** @description The e-mail address, or the phone number in E.164 form. */
              value: string;
              /** @description Whether it is the one to use first. */
              primary: boolean;
              /** @description What it is called; null if nothing. */
              tag: string | null;
              /** @description When it was verified (RFC 3339); null if it was not. */
              verified_at: string | null;
            }[];
            /** @description Postal addresses. */
            addresses: {
              /** @description Street. */
              street_name: string | null;
              /** @description House number. */
              house_number: string | null;
              /** @description What follows the house number. */
              house_number_addition: string | null;
              /** @description Postal code. */
              postal_code: string | null;
              /** @description City. */
              city: string | null;
              /** @description Region or state. */
              region: string | null;
              /** @description Country (ISO 3166-1 alpha-2). */
              country_code: string | null;
              /** @description Company. */
              company_name: string | null;
              /** @description Whether it is the one to use first. */
              primary: boolean;
            }[];
            /** @description What else is known. */
            custom_attributes: {
              /** @description Name of the attribute. */
              name: string;
              /** @description Its value. */
              value: string;
            }[];
            /** @description Values of claims by definition, by claim type. */
            claims: {
              [key: string]: string[];
            };
            /** @description What a site calls the person elsewhere; null if nothing. */
            reference_id: string | null;
            /** @description When the person became known (RFC 3339); null of a user without a profile. */
            registered_at: string | null;
            /** @description When the profile was last changed (RFC 3339); null of a user without one. */
            changed_at: string | null;
          };
        };
      };
    };
  };
  delete_admin_v1_users_user_id: {
    parameters: {
      query?: never;
      header?: {
        /** @description The `ETag` of what was read: 412 when it has been changed since. */
        'If-Match'?: string;
      };
      path: {
        /** @description The user, as the site names them. */
        user_id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done; there is nothing to tell */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  patch_admin_v1_users_user_id: {
    parameters: {
      query?: never;
      header?: {
        /** @description The `ETag` of what was read: 412 when it has been changed since. */
        'If-Match'?: string;
      };
      path: {
        /** @description The user, as the site names them. */
        user_id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @description Username: 4 to 64 letters, digits, `.`, `_`, `-`. */
          username?: string | null;
          /** @description Name that the person is shown by. */
          display_name?: string | null;
          /** @description Given name. */
          given_name?: string | null;
          /** @description Family name. */
          family_name?: string | null;
          /** @description Initials. */
          initials?: string | null;
          /** @description Gender. */
          gender?: string | null;
          /** @description Birth date, `YYYY-MM-DD`. */
          birthdate?: string | null;
          /** @description Language of the person (BCP 47). */
          locale?: string | null;
          /** @description Time zone, by its IANA name. */
          zoneinfo?: string | null;
          /** @description E-mail addresses, five at most. */
          email_addresses?:
            | {
                /** @description The e-mail address, or the phone number in E.164 form. */
                value: string;
                /**
                 * @description Whether it is the one to use first. Without one the first is.
                 * @default false
                 */
                primary?: boolean;
                /** @description What it is called, such as `work`. */
                tag?: string | null;
              }[]
            | null;
          /** @description Phone numbers, three at most. */
          phone_numbers?:
            | {
                /** @description The e-mail address, or the phone number in E.164 form. */
                value: string;
                /**
                 * @description Whether it is the one to use first. Without one the first is.
                 * @default false
                 */
                primary?: boolean;
                /** @description What it is called, such as `work`. */
                tag?: string | null;
              }[]
            | null;
          /** @description Postal addresses, ten at most. */
          addresses?:
            | {
                /** @description Street. */
                street_name?: string | null;
                /** @description House number. */
                house_number?: string | null;
                /** @description What follows the house number. */
                house_number_addition?: string | null;
                /** @description Postal code. */
                postal_code?: string | null;
                /** @description City. */
                city?: string | null;
                /** @description Region or state. */
                region?: string | null;
                /** @description Country (ISO 3166-1 alpha-2). */
                country_code?: string | null;
                /** @description Company. */
                company_name?: string | null;
                /**
                 * @description Whether it is the one to use first.
                 * @default false
                 */
                primary?: boolean;
              }[]
            | null;
          /** @description What else is known, 50 at most. */
          custom_attributes?:
            | {
                /** @description Name of the attribute. */
                name: string;
                /** @description Its value. */
                value: string;
              }[]
            | null;
          /** @description What a site calls the person elsewhere. */
          reference_id?: string | null;
          /** @description Values of claims by definition, by claim type; null takes one away. */
          claims?: {
            [key: string]: string[] | null;
          };
        };
      };
    };
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description The user, as the site names them. */
            user_id: string;
            /** @description When the user was first heard of (RFC 3339); null if unknown. */
            known_since: string | null;
            /** @description Number of devices. */
            devices: number;
            /** @description Number of codes that were not exchanged for tokens yet. */
            grants: number;
            /** @description Number of open transactions. */
            open_transactions: number;
            /** @description When pushes go again after a report (RFC 3339); null if they go. */
            push_frozen_until: string | null;
            /** @description Where the person stands; null of a user without a profile. */
            status: ('inactive' | 'active' | 'disabled' | 'restricted' | 'deletion_pending') | null;
            /** @description Why an operator disabled, enabled or unlocked them last; null if none did. */
            status_reason: string | null;
            /** @description Username; null if none. */
            username: string | null;
            /** @description Name that the person is shown by; null if none was given. */
            display_name: string | null;
            /** @description Given name; null if unknown. */
            given_name: string | null;
            /** @description Family name; null if unknown. */
            family_name: string | null;
            /** @description Initials; null if unknown. */
            initials: string | null;
            /** @description Gender; null if unknown. */
            gender: string | null;
            /** @description Birth date, `YYYY-MM-DD`; null if unknown. */
            birthdate: string | null;
            /** @description Language of the person (BCP 47); null if unknown. */
            locale: string | null;
            /** @description Time zone, by its IANA name; null if unknown. */
            zoneinfo: string | null;
            /** @description E-mail addresses, the primary one first. */
            email_addresses: {
              /** @description The e-mail address, or the phone number in E.164 form. */
              value: string;
              /** @description Whether it is the one to use first. */
              primary: boolean;
              /** @description What it is called; null if nothing. */
              tag: string | null;
              /** @description When it was verified (RFC 3339); null if it was not. */
              verified_at: string | null;
            }[];
            /** @description Phone numbers, the primary one first. */
            phone_numbers: {
              /** @description The e-mail address, or the phone number in E.164 form. */
              value: string;
              /** @description Whether it is the one to use first. */
              primary: boolean;
              /** @description What it is called; null if nothing. */
              tag: string | null;
              /** @description When it was verified (RFC 3339); null if it was not. */
              verified_at: string | null;
            }[];
            /** @description Postal addresses. */
            addresses: {
              /** @description Street. */
              street_name: string | null;
              /** @description House number. */
              house_number: string | null;
              /** @description What follows the house number. */
              house_number_addition: string | null;
              /** @description Postal code. */
              postal_code: string | null;
              /** @description City. */
              city: string | null;
              /** @description Region or state. */
              region: string | null;
              /** @description Country (ISO 3166-1 alpha-2). */
              country_code: string | null;
              /** @description Company. */
              company_name: string | null;
              /** @description Whether it is the one to use first. */
              primary: boolean;
            }[];
            /** @description What else is known. */
            custom_attributes: {
              /** @description Name of the attribute. */
              name: string;
              /** @description Its value. */
              value: string;
            }[];
            /** @description Values of claims by definition, by claim type. */
            claims: {
              [key: string]: string[];
            };
            /** @description What a site calls the person elsewhere; null if nothing. */
            reference_id: string | null;
            /** @description When the person became known (RFC 3339); null of a user without a profile. */
            registered_at: string | null;
            /** @description When the profile was last changed (RFC 3339); null of a user without one. */
            changed_at: string | null;
          };
        };
      };
    };
  };
  get_admin_v1_users_user_id_events: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description The user, as the site names them. */
        user_id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description The events, newest first. */
            items: {
              /** @description Id of the event. */
              id: string;
              /** @description Name of the event: docs/events.md lists all. */
              name: string;
              /** @description Group that the event belongs to. */
              type: string;
              /** @description When it happened (RFC 3339). */
              occurred_at: string;
              /** @description Client that took part; null where none took part. */
              client_id: string | null;
              /** @description Name of the application; null where none took part. */
              app_name: string | null;
              /** @description IP address of the caller; null if unknown. */
              client_ip: string | null;
              /** @description User agent of the caller; null if unknown. */
              user_agent: string | null;
              /** @description Operator who caused it; null if none did. */
              agent_user: string | null;
              /** @description Id of what it happened to, such as a transaction; null if nothing. */
              subject_id: string | null;
              /** @description `X-Request-Id` of the request that caused it; null if none did. */
              request_id: string | null;
              /** @description Detail of the event; null if it has none. */
              detail: string | null;
            }[];
          };
        };
      };
    };
  };
  get_admin_v1_users_user_id_notifications: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description The user, as the site names them. */
        user_id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description How the user wants to be notified; null if nothing was chosen. */
            notification_type: ('EMAIL' | 'SMS' | 'NONE') | null;
          };
        };
      };
    };
  };
  get_admin_v1_users_user_id_consents: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description The user, as the site names them. */
        user_id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description The consents. */
            items: {
              /** @description Id of the consent. */
              id: string;
              /** @description Id of the client. */
              client_id: string;
              /** @description Name of the client. */
              client_name: string;
              /** @description Name of the device of the client; null if it has none. */
              device_name: string | null;
              /** @description Scopes that were granted. */
              scopes: string[];
              /** @description When it was granted (RFC 3339). */
              created_at: string;
            }[];
          };
        };
      };
    };
  };
  delete_admin_v1_users_user_id_consents: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description The user, as the site names them. */
        user_id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done; there is nothing to tell */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  get_admin_v1_users_user_id_tokens: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description The user, as the site names them. */
        user_id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description The tokens. */
            items: {
              /** @description Id of the token. */
              id: string;
              /** @description Id of the client. */
              client_id: string;
              /** @description Name of the client. */
              client_name: string;
              /** @description Id of the device of the client; null if it has none. */
              device_id: string | null;
              /** @description Name of the device of the client; null if it has none. */
              device_name: string | null;
              /**
               * @description Kind of the token.
               * @enum {string}
               */
              type: 'DEFAULT' | 'FINGER_PRINT' | 'CUSTOM_AUTHENTICATOR' | 'IMPLICIT_AUTHENTICATION';
              /** @description Scopes that were granted. */
              scopes: string[];
              /** @description When it was issued (RFC 3339). */
              created_at: string;
              /** @description Whether the client can renew it. */
              refresh_token_issued: boolean;
              /** @description Whether its life has ended. */
              expired: boolean;
            }[];
          };
        };
      };
    };
  };
  delete_admin_v1_users_user_id_tokens: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description The user, as the site names them. */
        user_id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done; there is nothing to tell */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  get_admin_v1_users_user_id_grants: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description The user, as the site names them. */
        user_id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description The codes. */
            items: {
              /** @description Id of the code. */
              id: string;
              /**
               * @description Kind of the code.
               * @enum {string}
               */
              type: 'AUTHORIZATION_CODE' | 'ENROLLMENT_CODE';
              /** @description Client that the code is for; null for an enrolment code. */
              client_id: string | null;
              /** @description Scopes that were granted. */
              scopes: string[];
              /** @description When it was issued (RFC 3339). */
              created_at: string;
              /** @description When its life ends (RFC 3339). */
              expires_at: string;
            }[];
          };
        };
      };
    };
  };
  get_admin_v1_users_user_id_devices: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description The user, as the site names them. */
        user_id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description The devices. */
            items: {
              /** @description Id of the device. */
              id: string;
              /** @description Name of the device, as its app gave it. */
              name: string;
              /** @description Model of the device; null if the app did not tell. */
              model: string | null;
              /** @description Version of the operating system; null if the app did not tell. */
              os_version: string | null;
              /** @description Identifier of the application. */
              application: string;
              /**
               * @description Platform of the app.
               * @enum {string}
               */
              platform: 'android' | 'ios';
              /** @description When the user was connected to the device (RFC 3339). */
              linked_at: string;
              /** @description When the user last used the device (RFC 3339). */
              last_used_at: string;
              /** @description Kinds of tokens that the device has of the user. */
              token_types: string[];
              /** @description Whether OpenPGP keys are exchanged: the device can approve. */
              mobile_authentication_enabled: boolean;
              /** @description Whether a push token is proven: the device can be notified. */
              push_enabled: boolean;
            }[];
          };
        };
      };
    };
  };
  delete_admin_v1_users_user_id_devices: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description The user, as the site names them. */
        user_id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done; there is nothing to tell */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  get_admin_v1_users_user_id_trusted_devices: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description The user, as the site names them. */
        user_id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description The browsers, newest first. */
            items: {
              /** @description Id of the browser. */
              id: string;
              /** @description What it calls itself; null if it does not. */
              user_agent: string | null;
              /** @description Where it was when it became trusted; null if unknown. */
              ip_address: string | null;
              /** @description Since when it is trusted (RFC 3339). */
              created_at: string;
              /** @description When it stood in for the second factor last (RFC 3339); null if never. */
              last_used_at: string | null;
              /** @description Until when it is trusted at the most (RFC 3339). */
              expires_at: string;
            }[];
          };
        };
      };
    };
  };
  delete_admin_v1_users_user_id_trusted_devices: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description The user, as the site names them. */
        user_id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done; there is nothing to tell */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  get_admin_v1_devices_device_id_users: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id of the device. */
        device_id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description Id of the device. */
            id: string;
            /** @description OAuth client that the installation is. */
            client_id: string;
            /** @description Name of the device, as its app gave it. */
            name: string;
            /** @description Identifier of the application. */
            application: string;
            /**
             * @description Platform of the app.
             * @enum {string}
             */
            platform: 'android' | 'ios';
            /** @description All users of the device. */
            users: {
              /** @description The user, as the site names them. */
              user_id: string;
              /** @description When the user was connected to the device (RFC 3339). */
              linked_at: string;
              /** @description When the user last used the device (RFC 3339). */
              last_used_at: string;
            }[];
            /** @description Digest of these users, which a deletion repeats. */
            users_digest: string;
          };
        };
      };
    };
  };
  get_admin_v1_users_user_id_devices_users: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description The user, as the site names them. */
        user_id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description The devices. */
            items: {
              /** @description Id of the device. */
              id: string;
              /** @description OAuth client that the installation is. */
              client_id: string;
              /** @description Name of the device, as its app gave it. */
              name: string;
              /** @description Identifier of the application. */
              application: string;
              /**
               * @description Platform of the app.
               * @enum {string}
               */
              platform: 'android' | 'ios';
              /** @description All users of the device. */
              users: {
                /** @description The user, as the site names them. */
                user_id: string;
                /** @description When the user was connected to the device (RFC 3339). */
                linked_at: string;
                /** @description When the user last used the device (RFC 3339). */
                last_used_at: string;
              }[];
              /** @description Digest of these users, which a deletion repeats. */
              users_digest: string;
            }[];
          };
        };
      };
    };
  };
  get_admin_v1_users_user_id_action_tokens: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description The user, as the site names them. */
        user_id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description Newest first, a hundred at most. */
            items: {
              /** @description Id of the token, and of the workflow that uses it. It is not the token. */
              id: string;
              /** @description The user. */
              user_id: string;
              /** @description What it does, in order. */
              actions: (
                | 'PERSON_ACTIVATION'
                | 'COUPLE_EXTERNAL_IDP_FROM_PARAMETERS'
                | 'COUPLE_EXTERNAL_IDP_FROM_SESSION'
                | 'LOGIN'
                | 'LOGIN_APP2WEB'
              )[];
              /**
               * @description Where it stands.
               * @enum {string}
               */
              status: 'open' | 'running' | 'succeeded' | 'failed';
              /** @description The action that failed; null if none did. */
              failed_action: string | null;
              /** @description Why the token ended without what it carries; null if it did not. */
              failure: string | null;
              /** @description Level of its sign-in. */
              level: number;
              /** @description API client that asked for it; null if none did. */
              client_id: string | null;
              /** @description When it was created (RFC 3339). */
              created_at: string;
              /** @description Until when it can be used (RFC 3339). */
              expires_at: string;
              /** @description When its use ended (RFC 3339); null if it has not. */
              ended_at: string | null;
            }[];
          };
        };
      };
    };
  };
  delete_admin_v1_users_user_id_action_tokens: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description The user, as the site names them. */
        user_id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done; there is nothing to tell */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  get_admin_v1_users_user_id_methods: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description The user, as the site names them. */
        user_id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description The methods, oldest first. */
            items: {
              /** @description Id of the method. */
              id: string;
              /**
               * @description What it is. `countersign`: a phone with the app.
               * @enum {string}
               */
              type:
                | 'password'
                | 'authenticator_app'
                | 'passkey'
                | 'recovery_codes'
                | 'email'
                | 'phone'
                | 'identity'
                | 'certificate'
                | 'countersign';
              /** @description What the person calls it; null if nothing. */
              name: string | null;
              /** @description Address or number; null for a type that sends nothing. */
              destination: string | null;
              /** @description Whether an address or number is the one that is used first. */
              primary: boolean;
              /** @description When it was added (RFC 3339). */
              created_at: string;
              /** @description When it was used last (RFC 3339); null: never, or not kept. */
              last_used_at: string | null;
              /** @description Level that it reaches by itself. */
              level: number;
              /**
               * @description Whether it signs in.
               * @enum {string}
               */
              status: 'pending' | 'active' | 'removal_pending';
              /** @description End of what is pending, or when its removal is due (RFC 3339). */
              due_at: string | null;
              /** @description Whether it can be removed. */
              removable: boolean;
              /** @description Why not: `last_method`, `method_required_by_policy`, or `on_the_phone` for one that is removed in its app. */
              reason?: string;
            }[];
          };
        };
      };
    };
  };
  get_admin_v1_users_user_id_sessions: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description The user, as the site names them. */
        user_id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description The sessions, oldest first. */
            items: {
              /** @description Id of the session, which is not what the cookie holds. */
              id: string;
              /** @description When the user signed in (RFC 3339). */
              auth_time: string;
              /** @description When the session was used last (RFC 3339). */
              last_seen_at: string;
              /** @description User agent of the browser; null if it has none. */
              user_agent: string | null;
              /** @description IP address of the browser; null if unknown. */
              ip_address: string | null;
              /** @description Where that address is; null if unknown, or without a geolocation service. */
              place: {
                /** @description Country (ISO 3166-1). */
                country_code: string;
                /** @description Region; null if unknown. */
                region: string | null;
                /** @description City; null if unknown. */
                city: string | null;
              } | null;
              /** @description Level of the sign-in. */
              level: number;
              /** @description Sign-in methods by which it was made (`auth_method`). */
              methods: string[];
              /** @description Clients that the user signed in to with it. */
              clients: {
                /** @description Id of the client. */
                id: string;
                /** @description Its name. */
                name: string;
              }[];
            }[];
          };
        };
      };
    };
  };
  get_admin_v1_users_user_id_messages: {
    parameters: {
      query?: {
        /** @description Messages on a page. */
        limit?: number;
        /** @description `next_cursor` of the page before. */
        cursor?: string;
      };
      header?: never;
      path: {
        /** @description The user, as the site names them. */
        user_id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description The messages, newest first. */
            items: {
              /** @description Id of the message. */
              id: string;
              /** @description Whom it is for; null where the address is no person. */
              user_id: string | null;
              /**
               * @description How it goes.
               * @enum {string}
               */
              channel: 'email' | 'sms' | 'whatsapp';
              /** @description What it says: the name of its template. */
              template: string;
              /** @description Language that was asked for (BCP 47). */
              locale: string;
              /** @description Address or number, masked; null once the person is deleted. */
              destination: string | null;
              /**
               * @description `sent`: its provider has it. `delivered`, `undelivered`: as the provider reported. `suppressed`: it was not to be sent.
               * @enum {string}
               */
              status: 'queued' | 'sent' | 'delivered' | 'undelivered' | 'failed' | 'suppressed' | 'expired';
              /** @description Why it did not go out or arrive: a code of ours, or of the provider; null otherwise. */
              reason: string | null;
              /** @description Tries to hand it to its provider that have ended. */
              attempts: number;
              /** @description When it was queued (RFC 3339). */
              created_at: string;
              /** @description When it is of no use any more (RFC 3339). */
              expires_at: string;
              /** @description When its provider took it, or it was given up (RFC 3339); null while it is queued. */
              ended_at: string | null;
              /** @description When its provider last reported (RFC 3339); null if never. */
              delivery_reported_at: string | null;
            }[];
            /** @description Where the next page begins; null on the last page. */
            next_cursor: string | null;
          };
        };
      };
    };
  };
  post_admin_v1_users_user_id_disable: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description The user, as the site names them. */
        user_id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @description Why, for other operators. It is kept with the person and in no event. */
          reason: string;
        };
      };
    };
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description The user, as the site names them. */
            user_id: string;
            /** @description When the user was first heard of (RFC 3339); null if unknown. */
            known_since: string | null;
            /** @description Number of devices. */
            devices: number;
            /** @description Number of codes that were not exchanged for tokens yet. */
            grants: number;
            /** @description Number of open transactions. */
            open_transactions: number;
            /** @description When pushes go again after a report (RFC 3339); null if they go. */
            push_frozen_until: string | null;
            /** @description Where the person stands; null of a user without a profile. */
            status: ('inactive' | 'active' | 'disabled' | 'restricted' | 'deletion_pending') | null;
            /** @description Why an operator disabled, enabled or unlocked them last; null if none did. */
            status_reason: string | null;
            /** @description Username; null if none. */
            username: string | null;
            /** @description Name that the person is shown by; null if none was given. */
            display_name: string | null;
            /** @description Given name; null if unknown. */
            given_name: string | null;
            /** @description Family name; null if unknown. */
            family_name: string | null;
            /** @description Initials; null if unknown. */
            initials: string | null;
            /** @description Gender; null if unknown. */
            gender: string | null;
            /** @description Birth date, `YYYY-MM-DD`; null if unknown. */
            birthdate: string | null;
            /** @description Language of the person (BCP 47); null if unknown. */
            locale: string | null;
            /** @description Time zone, by its IANA name; null if unknown. */
            zoneinfo: string | null;
            /** @description E-mail addresses, the primary one first. */
            email_addresses: {
              /** @description The e-mail address, or the phone number in E.164 form. */
              value: string;
              /** @description Whether it is the one to use first. */
              primary: boolean;
              /** @description What it is called; null if nothing. */
              tag: string | null;
              /** @description When it was verified (RFC 3339); null if it was not. */
              verified_at: string | null;
            }[];
            /** @description Phone numbers, the primary one first. */
            phone_numbers: {
              /** @description The e-mail address, or the phone number in E.164 form. */
              value: string;
              /** @description Whether it is the one to use first. */
              primary: boolean;
              /** @description What it is called; null if nothing. */
              tag: string | null;
              /** @description When it was verified (RFC 3339); null if it was not. */
              verified_at: string | null;
            }[];
            /** @description Postal addresses. */
            addresses: {
              /** @description Street. */
              street_name: string | null;
              /** @description House number. */
              house_number: string | null;
              /** @description What follows the house number. */
              house_number_addition: string | null;
              /** @description Postal code. */
              postal_code: string | null;
              /** @description City. */
              city: string | null;
              /** @description Region or state. */
              region: string | null;
              /** @description Country (ISO 3166-1 alpha-2). */
              country_code: string | null;
              /** @description Company. */
              company_name: string | null;
              /** @description Whether it is the one to use first. */
              primary: boolean;
            }[];
            /** @description What else is known. */
            custom_attributes: {
              /** @description Name of the attribute. */
              name: string;
              /** @description Its value. */
              value: string;
            }[];
            /** @description Values of claims by definition, by claim type. */
            claims: {
              [key: string]: string[];
            };
            /** @description What a site calls the person elsewhere; null if nothing. */
            reference_id: string | null;
            /** @description When the person became known (RFC 3339); null of a user without a profile. */
            registered_at: string | null;
            /** @description When the profile was last changed (RFC 3339); null of a user without one. */
            changed_at: string | null;
          };
        };
      };
    };
  };
  post_admin_v1_users_user_id_sign_out: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description The user, as the site names them. */
        user_id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @description Why, for other operators. It is kept with the person and in no event. */
          reason: string;
        };
      };
    };
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description The user, as the site names them. */
            user_id: string;
            /** @description When the user was first heard of (RFC 3339); null if unknown. */
            known_since: string | null;
            /** @description Number of devices. */
            devices: number;
            /** @description Number of codes that were not exchanged for tokens yet. */
            grants: number;
            /** @description Number of open transactions. */
            open_transactions: number;
            /** @description When pushes go again after a report (RFC 3339); null if they go. */
            push_frozen_until: string | null;
            /** @description Where the person stands; null of a user without a profile. */
            status: ('inactive' | 'active' | 'disabled' | 'restricted' | 'deletion_pending') | null;
            /** @description Why an operator disabled, enabled or unlocked them last; null if none did. */
            status_reason: string | null;
            /** @description Username; null if none. */
            username: string | null;
            /** @description Name that the person is shown by; null if none was given. */
            display_name: string | null;
            /** @description Given name; null if unknown. */
            given_name: string | null;
            /** @description Family name; null if unknown. */
            family_name: string | null;
            /** @description Initials; null if unknown. */
            initials: string | null;
            /** @description Gender; null if unknown. */
            gender: string | null;
            /** @description Birth date, `YYYY-MM-DD`; null if unknown. */
            birthdate: string | null;
            /** @description Language of the person (BCP 47); null if unknown. */
            locale: string | null;
            /** @description Time zone, by its IANA name; null if unknown. */
            zoneinfo: string | null;
            /** @description E-mail addresses, the primary one first. */
            email_addresses: {
              /** @description The e-mail address, or the phone number in E.164 form. */
              value: string;
              /** @description Whether it is the one to use first. */
              primary: boolean;
              /** @description What it is called; null if nothing. */
              tag: string | null;
              /** @description When it was verified (RFC 3339); null if it was not. */
              verified_at: string | null;
            }[];
            /** @description Phone numbers, the primary one first. */
            phone_numbers: {
              /** @description The e-mail address, or the phone number in E.164 form. */
              value: string;
              /** @description Whether it is the one to use first. */
              primary: boolean;
              /** @description What it is called; null if nothing. */
              tag: string | null;
              /** @description When it was verified (RFC 3339); null if it was not. */
              verified_at: string | null;
            }[];
            /** @description Postal addresses. */
            addresses: {
              /** @description Street. */
              street_name: string | null;
              /** @description House number. */
              house_number: string | null;
              /** @description What follows the house number. */
              house_number_addition: string | null;
              /** @description Postal code. */
              postal_code: string | null;
              /** @description City. */
              city: string | null;
              /** @description Region or state. */
              region: string | null;
              /** @description Country (ISO 3166-1 alpha-2). */
              country_code: string | null;
              /** @description Company. */
              company_name: string | null;
              /** @description Whether it is the one to use first. */
              primary: boolean;
            }[];
            /** @description What else is known. */
            custom_attributes: {
              /** @description Name of the attribute. */
              name: string;
              /** @description Its value. */
              value: string;
            }[];
            /** @description Values of claims by definition, by claim type. */
            claims: {
              [key: string]: string[];
            };
            /** @description What a site calls the person elsewhere; null if nothing. */
            reference_id: string | null;
            /** @description When the person became known (RFC 3339); null of a user without a profile. */
            registered_at: string | null;
            /** @description When the profile was last changed (RFC 3339); null of a user without one. */
            changed_at: string | null;
          };
        };
      };
    };
  };
  post_admin_v1_users_user_id_invite: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description The user, as the site names them. */
        user_id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /**
             * Format: date-time
             * @description Until when the link is good (RFC 3339).
             */
            expires_at: string;
          };
        };
      };
    };
  };
  delete_admin_v1_users_user_id_tokens_id: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description The user, as the site names them. */
        user_id: string;
        /** @description Id of what is acted on, from its list. An unknown id changes nothing. */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done; there is nothing to tell */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  delete_admin_v1_users_user_id_consents_id: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description The user, as the site names them. */
        user_id: string;
        /** @description Id of what is acted on, from its list. An unknown id changes nothing. */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done; there is nothing to tell */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  delete_admin_v1_users_user_id_trusted_devices_id: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description The user, as the site names them. */
        user_id: string;
        /** @description Id of what is acted on, from its list. An unknown id changes nothing. */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done; there is nothing to tell */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  delete_admin_v1_users_user_id_action_tokens_token_id: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description The user, as the site names them. */
        user_id: string;
        /** @description Id of the token, from the list. */
        token_id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done; there is nothing to tell */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  delete_admin_v1_users_user_id_sessions_id: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description The user, as the site names them. */
        user_id: string;
        /** @description Id of what is acted on, from its list. An unknown id changes nothing. */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done; there is nothing to tell */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  post_admin_v1_users_user_id_enable: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description The user, as the site names them. */
        user_id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @description Why, for other operators. It is kept with the person and in no event. */
          reason: string;
        };
      };
    };
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description The user, as the site names them. */
            user_id: string;
            /** @description When the user was first heard of (RFC 3339); null if unknown. */
            known_since: string | null;
            /** @description Number of devices. */
            devices: number;
            /** @description Number of codes that were not exchanged for tokens yet. */
            grants: number;
            /** @description Number of open transactions. */
            open_transactions: number;
            /** @description When pushes go again after a report (RFC 3339); null if they go. */
            push_frozen_until: string | null;
            /** @description Where the person stands; null of a user without a profile. */
            status: ('inactive' | 'active' | 'disabled' | 'restricted' | 'deletion_pending') | null;
            /** @description Why an operator disabled, enabled or unlocked them last; null if none did. */
            status_reason: string | null;
            /** @description Username; null if none. */
            username: string | null;
            /** @description Name that the person is shown by; null if none was given. */
            display_name: string | null;
            /** @description Given name; null if unknown. */
            given_name: string | null;
            /** @description Family name; null if unknown. */
            family_name: string | null;
            /** @description Initials; null if unknown. */
            initials: string | null;
            /** @description Gender; null if unknown. */
            gender: string | null;
            /** @description Birth date, `YYYY-MM-DD`; null if unknown. */
            birthdate: string | null;
            /** @description Language of the person (BCP 47); null if unknown. */
            locale: string | null;
            /** @description Time zone, by its IANA name; null if unknown. */
            zoneinfo: string | null;
            /** @description E-mail addresses, the primary one first. */
            email_addresses: {
              /** @description The e-mail address, or the phone number in E.164 form. */
              value: string;
              /** @description Whether it is the one to use first. */
              primary: boolean;
              /** @description What it is called; null if nothing. */
              tag: string | null;
              /** @description When it was verified (RFC 3339); null if it was not. */
              verified_at: string | null;
            }[];
            /** @description Phone numbers, the primary one first. */
            phone_numbers: {
              /** @description The e-mail address, or the phone number in E.164 form. */
              value: string;
              /** @description Whether it is the one to use first. */
              primary: boolean;
              /** @description What it is called; null if nothing. */
              tag: string | null;
              /** @description When it was verified (RFC 3339); null if it was not. */
              verified_at: string | null;
            }[];
            /** @description Postal addresses. */
            addresses: {
              /** @description Street. */
              street_name: string | null;
              /** @description House number. */
              house_number: string | null;
              /** @description What follows the house number. */
              house_number_addition: string | null;
              /** @description Postal code. */
              postal_code: string | null;
              /** @description City. */
              city: string | null;
              /** @description Region or state. */
              region: string | null;
              /** @description Country (ISO 3166-1 alpha-2). */
              country_code: string | null;
              /** @description Company. */
              company_name: string | null;
              /** @description Whether it is the one to use first. */
              primary: boolean;
            }[];
            /** @description What else is known. */
            custom_attributes: {
              /** @description Name of the attribute. */
              name: string;
              /** @description Its value. */
              value: string;
            }[];
            /** @description Values of claims by definition, by claim type. */
            claims: {
              [key: string]: string[];
            };
            /** @description What a site calls the person elsewhere; null if nothing. */
            reference_id: string | null;
            /** @description When the person became known (RFC 3339); null of a user without a profile. */
            registered_at: string | null;
            /** @description When the profile was last changed (RFC 3339); null of a user without one. */
            changed_at: string | null;
          };
        };
      };
    };
  };
  post_admin_v1_users_user_id_expire_password: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description The user, as the site names them. */
        user_id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @description Why, for other operators. It is kept with the person and in no event. */
          reason: string;
        };
      };
    };
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description The user, as the site names them. */
            user_id: string;
            /** @description When the user was first heard of (RFC 3339); null if unknown. */
            known_since: string | null;
            /** @description Number of devices. */
            devices: number;
            /** @description Number of codes that were not exchanged for tokens yet. */
            grants: number;
            /** @description Number of open transactions. */
            open_transactions: number;
            /** @description When pushes go again after a report (RFC 3339); null if they go. */
            push_frozen_until: string | null;
            /** @description Where the person stands; null of a user without a profile. */
            status: ('inactive' | 'active' | 'disabled' | 'restricted' | 'deletion_pending') | null;
            /** @description Why an operator disabled, enabled or unlocked them last; null if none did. */
            status_reason: string | null;
            /** @description Username; null if none. */
            username: string | null;
            /** @description Name that the person is shown by; null if none was given. */
            display_name: string | null;
            /** @description Given name; null if unknown. */
            given_name: string | null;
            /** @description Family name; null if unknown. */
            family_name: string | null;
            /** @description Initials; null if unknown. */
            initials: string | null;
            /** @description Gender; null if unknown. */
            gender: string | null;
            /** @description Birth date, `YYYY-MM-DD`; null if unknown. */
            birthdate: string | null;
            /** @description Language of the person (BCP 47); null if unknown. */
            locale: string | null;
            /** @description Time zone, by its IANA name; null if unknown. */
            zoneinfo: string | null;
            /** @description E-mail addresses, the primary one first. */
            email_addresses: {
              /** @description The e-mail address, or the phone number in E.164 form. */
              value: string;
              /** @description Whether it is the one to use first. */
              primary: boolean;
              /** @description What it is called; null if nothing. */
              tag: string | null;
              /** @description When it was verified (RFC 3339); null if it was not. */
              verified_at: string | null;
            }[];
            /** @description Phone numbers, the primary one first. */
            phone_numbers: {
              /** @description The e-mail address, or the phone number in E.164 form. */
              value: string;
              /** @description Whether it is the one to use first. */
              primary: boolean;
              /** @description What it is called; null if nothing. */
              tag: string | null;
              /** @description When it was verified (RFC 3339); null if it was not. */
              verified_at: string | null;
            }[];
            /** @description Postal addresses. */
            addresses: {
              /** @description Street. */
              street_name: string | null;
              /** @description House number. */
              house_number: string | null;
              /** @description What follows the house number. */
              house_number_addition: string | null;
              /** @description Postal code. */
              postal_code: string | null;
              /** @description City. */
              city: string | null;
              /** @description Region or state. */
              region: string | null;
              /** @description Country (ISO 3166-1 alpha-2). */
              country_code: string | null;
              /** @description Company. */
              company_name: string | null;
              /** @description Whether it is the one to use first. */
              primary: boolean;
            }[];
            /** @description What else is known. */
            custom_attributes: {
              /** @description Name of the attribute. */
              name: string;
              /** @description Its value. */
              value: string;
            }[];
            /** @description Values of claims by definition, by claim type. */
            claims: {
              [key: string]: string[];
            };
            /** @description What a site calls the person elsewhere; null if nothing. */
            reference_id: string | null;
            /** @description When the person became known (RFC 3339); null of a user without a profile. */
            registered_at: string | null;
            /** @description When the profile was last changed (RFC 3339); null of a user without one. */
            changed_at: string | null;
          };
        };
      };
    };
  };
  post_admin_v1_users_user_id_unlock: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description The user, as the site names them. */
        user_id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @description Why, for other operators. It is kept with the person and in no event. */
          reason: string;
        };
      };
    };
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description The user, as the site names them. */
            user_id: string;
            /** @description When the user was first heard of (RFC 3339); null if unknown. */
            known_since: string | null;
            /** @description Number of devices. */
            devices: number;
            /** @description Number of codes that were not exchanged for tokens yet. */
            grants: number;
            /** @description Number of open transactions. */
            open_transactions: number;
            /** @description When pushes go again after a report (RFC 3339); null if they go. */
            push_frozen_until: string | null;
            /** @description Where the person stands; null of a user without a profile. */
            status: ('inactive' | 'active' | 'disabled' | 'restricted' | 'deletion_pending') | null;
            /** @description Why an operator disabled, enabled or unlocked them last; null if none did. */
            status_reason: string | null;
            /** @description Username; null if none. */
            username: string | null;
            /** @description Name that the person is shown by; null if none was given. */
            display_name: string | null;
            /** @description Given name; null if unknown. */
            given_name: string | null;
            /** @description Family name; null if unknown. */
            family_name: string | null;
            /** @description Initials; null if unknown. */
            initials: string | null;
            /** @description Gender; null if unknown. */
            gender: string | null;
            /** @description Birth date, `YYYY-MM-DD`; null if unknown. */
            birthdate: string | null;
            /** @description Language of the person (BCP 47); null if unknown. */
            locale: string | null;
            /** @description Time zone, by its IANA name; null if unknown. */
            zoneinfo: string | null;
            /** @description E-mail addresses, the primary one first. */
            email_addresses: {
              /** @description The e-mail address, or the phone number in E.164 form. */
              value: string;
              /** @description Whether it is the one to use first. */
              primary: boolean;
              /** @description What it is called; null if nothing. */
              tag: string | null;
              /** @description When it was verified (RFC 3339); null if it was not. */
              verified_at: string | null;
            }[];
            /** @description Phone numbers, the primary one first. */
            phone_numbers: {
              /** @description The e-mail address, or the phone number in E.164 form. */
              value: string;
              /** @description Whether it is the one to use first. */
              primary: boolean;
              /** @description What it is called; null if nothing. */
              tag: string | null;
              /** @description When it was verified (RFC 3339); null if it was not. */
              verified_at: string | null;
            }[];
            /** @description Postal addresses. */
            addresses: {
              /** @description Street. */
              street_name: string | null;
              /** @description House number. */
              house_number: string | null;
              /** @description What follows the house number. */
              house_number_addition: string | null;
              /** @description Postal code. */
              postal_code: string | null;
              /** @description City. */
              city: string | null;
              /** @description Region or state. */
              region: string | null;
              /** @description Country (ISO 3166-1 alpha-2). */
              country_code: string | null;
              /** @description Company. */
              company_name: string | null;
              /** @description Whether it is the one to use first. */
              primary: boolean;
            }[];
            /** @description What else is known. */
            custom_attributes: {
              /** @description Name of the attribute. */
              name: string;
              /** @description Its value. */
              value: string;
            }[];
            /** @description Values of claims by definition, by claim type. */
            claims: {
              [key: string]: string[];
            };
            /** @description What a site calls the person elsewhere; null if nothing. */
            reference_id: string | null;
            /** @description When the person became known (RFC 3339); null of a user without a profile. */
            registered_at: string | null;
            /** @description When the profile was last changed (RFC 3339); null of a user without one. */
            changed_at: string | null;
          };
        };
      };
    };
  };
  delete_admin_v1_users_user_id_devices_id: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description The user, as the site names them. */
        user_id: string;
        /** @description Id of what is acted on, from its list. An unknown id changes nothing. */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done; there is nothing to tell */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  delete_admin_v1_users_user_id_devices_id_mobile_authentication: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description The user, as the site names them. */
        user_id: string;
        /** @description Id of what is acted on, from its list. An unknown id changes nothing. */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done; there is nothing to tell */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  delete_admin_v1_users_user_id_mobile_authentication: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description The user, as the site names them. */
        user_id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done; there is nothing to tell */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  delete_admin_v1_users_user_id_devices_id_push: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description The user, as the site names them. */
        user_id: string;
        /** @description Id of what is acted on, from its list. An unknown id changes nothing. */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done; there is nothing to tell */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  delete_admin_v1_users_user_id_push: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description The user, as the site names them. */
        user_id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done; there is nothing to tell */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  delete_admin_v1_users_user_id_push_freeze: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description The user, as the site names them. */
        user_id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done; there is nothing to tell */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  post_admin_v1_users_user_id_methods_method_id_reset: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description The user, as the site names them. */
        user_id: string;
        /** @description The method, from the list. */
        method_id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @description Why, for other operators. It is kept with the person and in no event. */
          reason: string;
        };
      };
    };
    responses: {
      /** @description Done; there is nothing to tell */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  delete_admin_v1_devices_device_id: {
    parameters: {
      query?: never;
      header: {
        /** @description The `users_digest` of the users that were shown, in quotes: 428 without it, 412 when others are on the device now. */
        'If-Match': string;
      };
      path: {
        /** @description Id of the device. */
        device_id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done; there is nothing to tell */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  post_admin_v1_users_user_id_devices_deletions: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description The user, as the site names them. */
        user_id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @description The devices to delete. */
          devices: {
            /** @description Id of the device. */
            id: string;
            /** @description `users_digest` of the users that were shown. */
            users_digest: string;
          }[];
        };
      };
    };
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description What became of each device. */
            items: {
              /** @description Id of the device. */
              id: string;
              /**
               * @description `deleted` also for a device that was gone already. `users_changed`: nothing was deleted, list its users again.
               * @enum {string}
               */
              status: 'deleted' | 'users_changed';
            }[];
          };
        };
      };
    };
  };
  get_admin_v1_events: {
    parameters: {
      query?: {
        /** @description Number of the page, the first is 0. */
        page?: string;
        /** @description Events on a page. */
        size?: string;
        /** @description Only events of this user. */
        user_id?: string;
        /** @description Only events of this client. */
        client_id?: string;
        /** @description Only events of the request with this id. */
        transaction_id?: string;
        /** @description Only events of these types. May be repeated, 100 times at most. */
        event_type?: string | string[];
        /** @description No events of these types. May be repeated, 100 times at most. */
        exclude_event_type?: string | string[];
        /** @description First moment, in milliseconds since 1970. */
        start_date?: string;
        /** @description Last moment, in milliseconds since 1970. */
        end_date?: string;
        /** @description Milliseconds since 1970 of the first moment that is too late; or `true`, which makes `end_date` that moment. */
        end_date_exclusive?: string | ('true' | 'false');
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description The events of the page, newest first. */
            result_set: {
              /** @description Id of the event. */
              event_identifier: string;
              /** @description Name of the event: docs/events.md lists all. */
              event_name: string;
              /** @description Group that the event belongs to, such as `MOBILE_AUTHENTICATION`. */
              event_type: string;
              /** @description Client that took part: an API client or a device. */
              client_id: string | null;
              /** @description Name of the application, where one took part. */
              app_name: string | null;
              /** @description Id of the request that caused the event (`X-Request-Id`). */
              transaction_id: string | null;
              /** @description User that it concerns. */
              user_id: string | null;
              /** @description IP address of the caller. */
              client_ip: string | null;
              /** @description User agent of the caller. */
              user_agent: string | null;
              /** @description Operator who caused the event. */
              event_agent_user: string | null;
              /** @description When it happened, in milliseconds since 1970. */
              occurred: number;
            }[];
            /**
             * @description Where the page stands among all.
             * @example {
             *       "total_results": 1,
             *       "offset": 0,
             *       "page_size": 20,
             *       "max_visible": 10,
             *       "pages_before": 5,
             *       "range_start": 1,
             *       "range_end": 1,
             *       "first_page": true,
             *       "last_page": true,
             *       "number_of_pages": 1,
             *       "previous_page": null,
             *       "next_page": null,
             *       "visible_pages": [
             *         0
             *       ]
             *     }
             */
            pagination: {
              /** @description Number of events that match, counted to 10,000. */
              total_results: number;
              /** @description Number of events before this page. */
              offset: number;
              /** @description Events on a page, as asked. */
              page_size: number;
              /** @description Page numbers shown at once. */
              max_visible: number;
              /** @description How many of them lie before the page itself. */
              pages_before: number;
              /** @description Row of the first event of the page, counted from 1; 0 on an empty page. */
              range_start: number;
              /** @description Row of the last event of the page; 0 on an empty page. */
              range_end: number;
              /** @description Whether this is the first page. */
              first_page: boolean;
              /** @description Whether this is the last page. */
              last_page: boolean;
              /** @description Number of pages. */
              number_of_pages: number;
              /** @description Number of the page before, null on the first. */
              previous_page: number | null;
              /** @description Number of the next page, null on the last. */
              next_page: number | null;
              /** @description Page numbers that are offered. */
              visible_pages: number[];
            };
          };
        };
      };
    };
  };
  get_admin_v1_messages: {
    parameters: {
      query?: {
        /** @description Only messages to this user. */
        user_id?: string;
        /** @description Only messages of this channel. */
        channel?: 'email' | 'sms' | 'whatsapp';
        /** @description Only messages of this status. */
        status?: 'queued' | 'sent' | 'delivered' | 'undelivered' | 'failed' | 'suppressed' | 'expired';
        /** @description Only messages that say this. */
        template?:
          | 'sign_in_code'
          | 'sign_in_link'
          | 'contact_code'
          | 'invitation'
          | 'activation'
          | 'action_token'
          | 'method_changed'
          | 'change_undone'
          | 'user_code_changed'
          | 'certificate_expires';
        /** @description Only messages that were queued at this time or later (RFC 3339). */
        since?: string;
        /** @description Only messages that were queued before this time (RFC 3339). */
        until?: string;
        /** @description Messages on a page. */
        limit?: number;
        /** @description `next_cursor` of the page before. */
        cursor?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description The messages, newest first. */
            items: {
              /** @description Id of the message. */
              id: string;
              /** @description Whom it is for; null where the address is no person. */
              user_id: string | null;
              /**
               * @description How it goes.
               * @enum {string}
               */
              channel: 'email' | 'sms' | 'whatsapp';
              /** @description What it says: the name of its template. */
              template: string;
              /** @description Language that was asked for (BCP 47). */
              locale: string;
              /** @description Address or number, masked; null once the person is deleted. */
              destination: string | null;
              /**
               * @description `sent`: its provider has it. `delivered`, `undelivered`: as the provider reported. `suppressed`: it was not to be sent.
               * @enum {string}
               */
              status: 'queued' | 'sent' | 'delivered' | 'undelivered' | 'failed' | 'suppressed' | 'expired';
              /** @description Why it did not go out or arrive: a code of ours, or of the provider; null otherwise. */
              reason: string | null;
              /** @description Tries to hand it to its provider that have ended. */
              attempts: number;
              /** @description When it was queued (RFC 3339). */
              created_at: string;
              /** @description When it is of no use any more (RFC 3339). */
              expires_at: string;
              /** @description When its provider took it, or it was given up (RFC 3339); null while it is queued. */
              ended_at: string | null;
              /** @description When its provider last reported (RFC 3339); null if never. */
              delivery_reported_at: string | null;
            }[];
            /** @description Where the next page begins; null on the last page. */
            next_cursor: string | null;
          };
        };
      };
    };
  };
  get_admin_v1_messages_message_id: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id of the message. */
        message_id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description Id of the message. */
            id: string;
            /** @description Whom it is for; null where the address is no person. */
            user_id: string | null;
            /**
             * @description How it goes.
             * @enum {string}
             */
            channel: 'email' | 'sms' | 'whatsapp';
            /** @description What it says: the name of its template. */
            template: string;
            /** @description Language that was asked for (BCP 47). */
            locale: string;
            /** @description Address or number, masked; null once the person is deleted. */
            destination: string | null;
            /**
             * @description `sent`: its provider has it. `delivered`, `undelivered`: as the provider reported. `suppressed`: it was not to be sent.
             * @enum {string}
             */
            status: 'queued' | 'sent' | 'delivered' | 'undelivered' | 'failed' | 'suppressed' | 'expired';
            /** @description Why it did not go out or arrive: a code of ours, or of the provider; null otherwise. */
            reason: string | null;
            /** @description Tries to hand it to its provider that have ended. */
            attempts: number;
            /** @description When it was queued (RFC 3339). */
            created_at: string;
            /** @description When it is of no use any more (RFC 3339). */
            expires_at: string;
            /** @description When its provider took it, or it was given up (RFC 3339); null while it is queued. */
            ended_at: string | null;
            /** @description When its provider last reported (RFC 3339); null if never. */
            delivery_reported_at: string | null;
            /** @description `X-Request-Id` of the request that caused it; null if none did. */
            request_id: string | null;
            /** @description What the provider last said of the delivery; null if nothing. */
            delivery_status: ('queued' | 'sent' | 'delivered' | 'undelivered' | 'failed') | null;
            /** @description The last 20 tries, oldest first. */
            tries: {
              /** @description Number of the try, from 1. */
              number: number;
              /** @description When it began (RFC 3339). */
              tried_at: string;
              /**
               * @description `sending`: the result is unknown.
               * @enum {string}
               */
              status: 'sending' | 'sent' | 'refused';
              /** @description Why the provider refused it: a code; null if it did not. */
              refusal: string | null;
              /** @description Milliseconds until the provider answered; null while it has not. */
              took_ms: number | null;
              /** @description The provider's id of the message; null if it gave none. */
              provider_message_id: string | null;
            }[];
          };
        };
      };
    };
  };
  get_admin_v1_channels: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description The channels. */
            items: {
              /**
               * @description How messages go.
               * @enum {string}
               */
              channel: 'email' | 'sms' | 'whatsapp' | 'push';
              /**
               * @description `failing`: one in ten of the last hour, or else of the last day, was refused or did not arrive.
               * @enum {string}
               */
              state: 'healthy' | 'failing' | 'idle' | 'not_configured';
              /** @description By what it sends; empty where nothing is configured. */
              providers: ('smtp' | 'twilio' | 'http' | 'apns' | 'fcm')[];
              /** @description Where the credentials in force come from; null where nothing is configured. */
              source: ('configuration' | 'environment') | null;
              /** @description The last hour. */
              hour: {
                /** @description Tries. */
                attempts: number;
                /** @description Tries that the provider refused. */
                refused: number;
                /** @description Messages that did not arrive, as the provider says. */
                undelivered: number;
                /** @description Share of the tries that were refused or did not arrive. */
                failure_rate: number;
                /** @description When the provider last took one (RFC 3339); null: not in the span. */
                last_success_at: string | null;
                /** @description Milliseconds until the provider took half of them, of pushes from the request on; null: not known. */
                median_ms: number | null;
                /** @description Milliseconds until it took 95 in 100; null: not known. */
                p95_ms: number | null;
              };
              /** @description The last 24 hours. */
              day: {
                /** @description Tries. */
                attempts: number;
                /** @description Tries that the provider refused. */
                refused: number;
                /** @description Messages that did not arrive, as the provider says. */
                undelivered: number;
                /** @description Share of the tries that were refused or did not arrive. */
                failure_rate: number;
                /** @description When the provider last took one (RFC 3339); null: not in the span. */
                last_success_at: string | null;
                /** @description Milliseconds until the provider took half of them, of pushes from the request on; null: not known. */
                median_ms: number | null;
                /** @description Milliseconds until it took 95 in 100; null: not known. */
                p95_ms: number | null;
              };
              /** @description Why messages of the last 24 hours failed, the last ones first; five at most. */
              failures: {
                /** @description Why: a code of ours, or of the provider. */
                code: string;
                /** @description How many in the last 24 hours. */
                count: number;
                /** @description When the last of them was sent (RFC 3339). */
                last_at: string;
              }[];
              /** @description Calling codes of the countries to which no codes go for now, as too few of them were typed. */
              stopped_countries: string[];
            }[];
          };
        };
      };
    };
  };
  get_admin_v1_overview: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description Transactions that are open now. */
            open: number;
            /** @description Deliveries of callbacks. */
            callbacks: {
              /** @description Callbacks that are owed now. */
              owed: number;
              /** @description Callbacks of transactions of the last 24 hours that were given up. */
              failed: number;
            };
            /** @description The last 24 hours, oldest first; the last one is not over. */
            hours: {
              /** @description Beginning of the part (RFC 3339). */
              starts_at: string;
              /** @description Started in it, and approved. */
              approved: number;
              /** @description Started in it, and refused or reported by the user. */
              refused: number;
              /** @description Started in it, and not answered in time. */
              expired: number;
              /** @description Started in it, and ended without an approval for any other reason. */
              failed: number;
              /** @description Started in it, and open. */
              open: number;
              /** @description Of all these: those that went on by another method than the first. */
              fell_back: number;
              /** @description Sign-ins of people that were completed in it. */
              sign_ins: number;
              /** @description Sign-ins of people that ended in it without success. */
              failed_sign_ins: number;
            }[];
            /** @description The channels that were used in the last hour. */
            channels: {
              /** @description Tries. */
              attempts: number;
              /** @description Tries that the provider refused. */
              refused: number;
              /** @description Messages that did not arrive, as the provider says. */
              undelivered: number;
              /** @description Share of the tries that were refused or did not arrive. */
              failure_rate: number;
              /** @description When the provider last took one (RFC 3339); null: not in the span. */
              last_success_at: string | null;
              /** @description Milliseconds until the provider took half of them, of pushes from the request on; null: not known. */
              median_ms: number | null;
              /** @description Milliseconds until it took 95 in 100; null: not known. */
              p95_ms: number | null;
              /** @description How messages go: `push`, `sms`, `email`, `whatsapp`. */
              channel: string;
              /**
               * @description `failing`: one in ten was refused or did not arrive.
               * @enum {string}
               */
              state: 'healthy' | 'failing' | 'idle' | 'not_configured';
            }[];
          };
        };
      };
    };
  };
  get_admin_v1_overview_history: {
    parameters: {
      query: {
        /** @description How far back: 7 days in parts of six hours, or 30 days. */
        range: '7d' | '30d';
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description Length of a part. */
            part_seconds: number;
            /** @description The parts, oldest first; the last one is not over. A minute old at the most. */
            parts: {
              /** @description Beginning of the part (RFC 3339). */
              starts_at: string;
              /** @description Started in it, and approved. */
              approved: number;
              /** @description Started in it, and refused or reported by the user. */
              refused: number;
              /** @description Started in it, and not answered in time. */
              expired: number;
              /** @description Started in it, and ended without an approval for any other reason. */
              failed: number;
              /** @description Started in it, and open. */
              open: number;
              /** @description Of all these: those that went on by another method than the first. */
              fell_back: number;
              /** @description Sign-ins of people that were completed in it. */
              sign_ins: number;
              /** @description Sign-ins of people that ended in it without success. */
              failed_sign_ins: number;
            }[];
          };
        };
      };
    };
  };
  get_admin_v1_transactions: {
    parameters: {
      query?: {
        /** @description Only transactions of this status. */
        status?: 'pending' | 'authenticated' | 'not_authenticated';
        /** @description Only transactions that ended for this reason. */
        reason?:
          | 'failed_to_send'
          | 'invalid_request'
          | 'not_accepted'
          | 'invalid_answer'
          | 'expired'
          | 'cancelled'
          | 'attempts_exceeded'
          | 'reported_by_user';
        /** @description Only transactions of this type. */
        type?: string;
        /** @description Only transactions of this method. */
        method?: 'PUSH' | 'PUSH_WITH_PIN' | 'PUSH_WITH_FINGERPRINT' | 'PUSH_WITH_CUSTOM_AUTHENTICATOR' | 'SMS' | 'OTP';
        /** @description Only transactions of this application. */
        application?: string;
        /** @description Only transactions of this user. */
        user_id?: string;
        /** @description Only transactions whose callback has this state. */
        callback?: 'pending' | 'delivered' | 'failed';
        /** @description Only transactions that were started at this time or later (RFC 3339). */
        since?: string;
        /** @description Only transactions that were started before this time (RFC 3339). */
        until?: string;
        /** @description Transactions on a page. */
        limit?: number;
        /** @description `next_cursor` of the page before. */
        cursor?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description The transactions, newest first. */
            items: {
              /** @description Id of the transaction. */
              id: string;
              /**
               * @description `pending` while the transaction is open.
               * @enum {string}
               */
              status: 'pending' | 'authenticated' | 'not_authenticated';
              /** @description Why the user is not authenticated; null otherwise. */
              reason:
                | (
                    | 'failed_to_send'
                    | 'invalid_request'
                    | 'not_accepted'
                    | 'invalid_answer'
                    | 'expired'
                    | 'cancelled'
                    | 'attempts_exceeded'
                    | 'reported_by_user'
                  )
                | null;
              /** @description Name of the mobile authentication type. */
              type: string;
              /**
               * @description Method in use.
               * @enum {string}
               */
              method:
                | 'PUSH'
                | 'PUSH_WITH_PIN'
                | 'PUSH_WITH_FINGERPRINT'
                | 'PUSH_WITH_CUSTOM_AUTHENTICATOR'
                | 'SMS'
                | 'OTP';
              /** @description Identifier of the application of the phone; null where none took part. */
              application: string | null;
              /** @description The user; null while an OTP is not claimed. */
              user_id: string | null;
              /** @description Id of the device that was asked; null where none took part. */
              device_id: string | null;
              /** @description API client that started it. */
              client_id: string;
              /** @description When it was started (RFC 3339). */
              created_at: string;
              /** @description When it ends without a decision (RFC 3339). */
              expires_at: string;
              /** @description When it ended (RFC 3339); null while it is open. */
              closed_at: string | null;
              /** @description State of the callback; null where the site gave no URL. */
              callback_status: ('pending' | 'delivered' | 'failed') | null;
            }[];
            /** @description Where the next page begins; null on the last page. */
            next_cursor: string | null;
          };
        };
      };
    };
  };
  get_admin_v1_transactions_transaction_id: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id of the transaction. */
        transaction_id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description Id of the transaction. */
            id: string;
            /**
             * @description `pending` while the transaction is open.
             * @enum {string}
             */
            status: 'pending' | 'authenticated' | 'not_authenticated';
            /** @description Why the user is not authenticated; null otherwise. */
            reason:
              | (
                  | 'failed_to_send'
                  | 'invalid_request'
                  | 'not_accepted'
                  | 'invalid_answer'
                  | 'expired'
                  | 'cancelled'
                  | 'attempts_exceeded'
                  | 'reported_by_user'
                )
              | null;
            /** @description Name of the mobile authentication type. */
            type: string;
            /**
             * @description Method in use.
             * @enum {string}
             */
            method:
              | 'PUSH'
              | 'PUSH_WITH_PIN'
              | 'PUSH_WITH_FINGERPRINT'
              | 'PUSH_WITH_CUSTOM_AUTHENTICATOR'
              | 'SMS'
              | 'OTP';
            /** @description Identifier of the application of the phone; null where none took part. */
            application: string | null;
            /** @description The user; null while an OTP is not claimed. */
            user_id: string | null;
            /** @description Id of the device that was asked; null where none took part. */
            device_id: string | null;
            /** @description API client that started it. */
            client_id: string;
            /** @description When it was started (RFC 3339). */
            created_at: string;
            /** @description When it ends without a decision (RFC 3339). */
            expires_at: string;
            /** @description When it ended (RFC 3339); null while it is open. */
            closed_at: string | null;
            /** @description State of the callback; null where the site gave no URL. */
            callback_status: ('pending' | 'delivered' | 'failed') | null;
            /** @description Search attribute `UserHash` of the workflow in Temporal; null without a user. */
            user_hash: string | null;
            /** @description What the site was told when nothing could be sent; null otherwise. */
            refusal: string | null;
            /** @description `X-Request-Id` of the request that started it. */
            request_id: string;
            /** @description The type and its fallbacks, in order. */
            steps: {
              /** @description Name of the mobile authentication type. */
              type: string;
              /**
               * @description Method of the step.
               * @enum {string}
               */
              method:
                | 'PUSH'
                | 'PUSH_WITH_PIN'
                | 'PUSH_WITH_FINGERPRINT'
                | 'PUSH_WITH_CUSTOM_AUTHENTICATOR'
                | 'SMS'
                | 'OTP';
              /** @description Codes that may be tried. */
              max_attempts: number;
              /** @description How often the code may be sent again. */
              max_resends: number;
            }[];
            /** @description Codes or factors that were tried. */
            attempts_used: number;
            /** @description How often the code was sent again. */
            resends_used: number;
            /** @description When it was sent to the user (RFC 3339); null if it was not. */
            dispatched_at: string | null;
            /** @description When the app fetched the content (RFC 3339); null if it has not. */
            fetched_at: string | null;
            /** @description When an operator asked to cancel it (RFC 3339); null if none did. */
            cancel_requested_at: string | null;
            /** @description The text messages of the transaction, without number and text. */
            text_messages: {
              /** @description When the message was handed to the provider (RFC 3339). */
              sent_at: string;
              /**
               * @description Whether the provider took the message.
               * @enum {string}
               */
              status: 'sending' | 'sent' | 'refused';
              /** @description Why the provider refused the message; null if it did not. */
              refusal: string | null;
              /** @description What the provider said of the delivery since; null if nothing. */
              delivery_status: ('queued' | 'sent' | 'delivered' | 'undelivered' | 'failed') | null;
              /** @description The provider's code for what went wrong; null if nothing did. */
              delivery_error: string | null;
              /** @description When the provider last reported (RFC 3339); null if never. */
              delivery_reported_at: string | null;
            }[];
            /** @description The callback; null where the site gave no URL. */
            callback: {
              /** @description `webhook-id` of every try. */
              id: string;
              /** @description URL of the callback, without its query. */
              url: string;
              /**
               * @description State of the delivery.
               * @enum {string}
               */
              status: 'pending' | 'delivered' | 'failed';
              /** @description Number of tries. */
              attempts: number;
              /** @description Deliveries that operators asked for again. */
              replays: number;
              /** @description When the next try is due (RFC 3339); null if none is. */
              next_attempt_at: string | null;
              /** @description When the site took it (RFC 3339); null if it has not. */
              delivered_at: string | null;
              /** @description The last 20 tries, oldest first. */
              tries: {
                /** @description Number of the try, from 1. */
                number: number;
                /** @description When it was tried (RFC 3339). */
                attempted_at: string;
                /** @description How long the try took, in milliseconds. */
                duration_ms: number;
                /** @description HTTP status that the site answered; null if it answered none. */
                http_status: number | null;
                /** @description Why the try failed; null if it did not. */
                failure: string | null;
                /** @description When the try after it was due (RFC 3339); null if none was. */
                next_attempt_at: string | null;
              }[];
            } | null;
            /** @description Events of the transaction, oldest first. */
            events: {
              /** @description Name of the event. */
              name: string;
              /** @description Group that the event belongs to. */
              type: string;
              /** @description When it happened (RFC 3339). */
              occurred_at: string;
              /** @description Operator who caused it; null if none did. */
              agent_user: string | null;
              /** @description Detail of the event; null if it has none. */
              detail: string | null;
            }[];
          };
        };
      };
    };
  };
  post_admin_v1_transactions_transaction_id_cancel: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id of the transaction. */
        transaction_id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description Id of the transaction. */
            id: string;
            /**
             * @description `pending` while the transaction is open.
             * @enum {string}
             */
            status: 'pending' | 'authenticated' | 'not_authenticated';
            /** @description Why the user is not authenticated; null otherwise. */
            reason:
              | (
                  | 'failed_to_send'
                  | 'invalid_request'
                  | 'not_accepted'
                  | 'invalid_answer'
                  | 'expired'
                  | 'cancelled'
                  | 'attempts_exceeded'
                  | 'reported_by_user'
                )
              | null;
            /** @description Name of the mobile authentication type. */
            type: string;
            /**
             * @description Method in use.
             * @enum {string}
             */
            method:
              | 'PUSH'
              | 'PUSH_WITH_PIN'
              | 'PUSH_WITH_FINGERPRINT'
              | 'PUSH_WITH_CUSTOM_AUTHENTICATOR'
              | 'SMS'
              | 'OTP';
            /** @description Identifier of the application of the phone; null where none took part. */
            application: string | null;
            /** @description The user; null while an OTP is not claimed. */
            user_id: string | null;
            /** @description Id of the device that was asked; null where none took part. */
            device_id: string | null;
            /** @description API client that started it. */
            client_id: string;
            /** @description When it was started (RFC 3339). */
            created_at: string;
            /** @description When it ends without a decision (RFC 3339). */
            expires_at: string;
            /** @description When it ended (RFC 3339); null while it is open. */
            closed_at: string | null;
            /** @description State of the callback; null where the site gave no URL. */
            callback_status: ('pending' | 'delivered' | 'failed') | null;
            /** @description Search attribute `UserHash` of the workflow in Temporal; null without a user. */
            user_hash: string | null;
            /** @description What the site was told when nothing could be sent; null otherwise. */
            refusal: string | null;
            /** @description `X-Request-Id` of the request that started it. */
            request_id: string;
            /** @description The type and its fallbacks, in order. */
            steps: {
              /** @description Name of the mobile authentication type. */
              type: string;
              /**
               * @description Method of the step.
               * @enum {string}
               */
              method:
                | 'PUSH'
                | 'PUSH_WITH_PIN'
                | 'PUSH_WITH_FINGERPRINT'
                | 'PUSH_WITH_CUSTOM_AUTHENTICATOR'
                | 'SMS'
                | 'OTP';
              /** @description Codes that may be tried. */
              max_attempts: number;
              /** @description How often the code may be sent again. */
              max_resends: number;
            }[];
            /** @description Codes or factors that were tried. */
            attempts_used: number;
            /** @description How often the code was sent again. */
            resends_used: number;
            /** @description When it was sent to the user (RFC 3339); null if it was not. */
            dispatched_at: string | null;
            /** @description When the app fetched the content (RFC 3339); null if it has not. */
            fetched_at: string | null;
            /** @description When an operator asked to cancel it (RFC 3339); null if none did. */
            cancel_requested_at: string | null;
            /** @description The text messages of the transaction, without number and text. */
            text_messages: {
              /** @description When the message was handed to the provider (RFC 3339). */
              sent_at: string;
              /**
               * @description Whether the provider took the message.
               * @enum {string}
               */
              status: 'sending' | 'sent' | 'refused';
              /** @description Why the provider refused the message; null if it did not. */
              refusal: string | null;
              /** @description What the provider said of the delivery since; null if nothing. */
              delivery_status: ('queued' | 'sent' | 'delivered' | 'undelivered' | 'failed') | null;
              /** @description The provider's code for what went wrong; null if nothing did. */
              delivery_error: string | null;
              /** @description When the provider last reported (RFC 3339); null if never. */
              delivery_reported_at: string | null;
            }[];
            /** @description The callback; null where the site gave no URL. */
            callback: {
              /** @description `webhook-id` of every try. */
              id: string;
              /** @description URL of the callback, without its query. */
              url: string;
              /**
               * @description State of the delivery.
               * @enum {string}
               */
              status: 'pending' | 'delivered' | 'failed';
              /** @description Number of tries. */
              attempts: number;
              /** @description Deliveries that operators asked for again. */
              replays: number;
              /** @description When the next try is due (RFC 3339); null if none is. */
              next_attempt_at: string | null;
              /** @description When the site took it (RFC 3339); null if it has not. */
              delivered_at: string | null;
              /** @description The last 20 tries, oldest first. */
              tries: {
                /** @description Number of the try, from 1. */
                number: number;
                /** @description When it was tried (RFC 3339). */
                attempted_at: string;
                /** @description How long the try took, in milliseconds. */
                duration_ms: number;
                /** @description HTTP status that the site answered; null if it answered none. */
                http_status: number | null;
                /** @description Why the try failed; null if it did not. */
                failure: string | null;
                /** @description When the try after it was due (RFC 3339); null if none was. */
                next_attempt_at: string | null;
              }[];
            } | null;
            /** @description Events of the transaction, oldest first. */
            events: {
              /** @description Name of the event. */
              name: string;
              /** @description Group that the event belongs to. */
              type: string;
              /** @description When it happened (RFC 3339). */
              occurred_at: string;
              /** @description Operator who caused it; null if none did. */
              agent_user: string | null;
              /** @description Detail of the event; null if it has none. */
              detail: string | null;
            }[];
          };
        };
      };
      /** @description Begun */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description Id of the transaction. */
            id: string;
            /**
             * @description `pending` while the transaction is open.
             * @enum {string}
             */
            status: 'pending' | 'authenticated' | 'not_authenticated';
            /** @description Why the user is not authenticated; null otherwise. */
            reason:
              | (
                  | 'failed_to_send'
                  | 'invalid_request'
                  | 'not_accepted'
                  | 'invalid_answer'
                  | 'expired'
                  | 'cancelled'
                  | 'attempts_exceeded'
                  | 'reported_by_user'
                )
              | null;
            /** @description Name of the mobile authentication type. */
            type: string;
            /**
             * @description Method in use.
             * @enum {string}
             */
            method:
              | 'PUSH'
              | 'PUSH_WITH_PIN'
              | 'PUSH_WITH_FINGERPRINT'
              | 'PUSH_WITH_CUSTOM_AUTHENTICATOR'
              | 'SMS'
              | 'OTP';
            /** @description Identifier of the application of the phone; null where none took part. */
            application: string | null;
            /** @description The user; null while an OTP is not claimed. */
            user_id: string | null;
            /** @description Id of the device that was asked; null where none took part. */
            device_id: string | null;
            /** @description API client that started it. */
            client_id: string;
            /** @description When it was started (RFC 3339). */
            created_at: string;
            /** @description When it ends without a decision (RFC 3339). */
            expires_at: string;
            /** @description When it ended (RFC 3339); null while it is open. */
            closed_at: string | null;
            /** @description State of the callback; null where the site gave no URL. */
            callback_status: ('pending' | 'delivered' | 'failed') | null;
            /** @description Search attribute `UserHash` of the workflow in Temporal; null without a user. */
            user_hash: string | null;
            /** @description What the site was told when nothing could be sent; null otherwise. */
            refusal: string | null;
            /** @description `X-Request-Id` of the request that started it. */
            request_id: string;
            /** @description The type and its fallbacks, in order. */
            steps: {
              /** @description Name of the mobile authentication type. */
              type: string;
              /**
               * @description Method of the step.
               * @enum {string}
               */
              method:
                | 'PUSH'
                | 'PUSH_WITH_PIN'
                | 'PUSH_WITH_FINGERPRINT'
                | 'PUSH_WITH_CUSTOM_AUTHENTICATOR'
                | 'SMS'
                | 'OTP';
              /** @description Codes that may be tried. */
              max_attempts: number;
              /** @description How often the code may be sent again. */
              max_resends: number;
            }[];
            /** @description Codes or factors that were tried. */
            attempts_used: number;
            /** @description How often the code was sent again. */
            resends_used: number;
            /** @description When it was sent to the user (RFC 3339); null if it was not. */
            dispatched_at: string | null;
            /** @description When the app fetched the content (RFC 3339); null if it has not. */
            fetched_at: string | null;
            /** @description When an operator asked to cancel it (RFC 3339); null if none did. */
            cancel_requested_at: string | null;
            /** @description The text messages of the transaction, without number and text. */
            text_messages: {
              /** @description When the message was handed to the provider (RFC 3339). */
              sent_at: string;
              /**
               * @description Whether the provider took the message.
               * @enum {string}
               */
              status: 'sending' | 'sent' | 'refused';
              /** @description Why the provider refused the message; null if it did not. */
              refusal: string | null;
              /** @description What the provider said of the delivery since; null if nothing. */
              delivery_status: ('queued' | 'sent' | 'delivered' | 'undelivered' | 'failed') | null;
              /** @description The provider's code for what went wrong; null if nothing did. */
              delivery_error: string | null;
              /** @description When the provider last reported (RFC 3339); null if never. */
              delivery_reported_at: string | null;
            }[];
            /** @description The callback; null where the site gave no URL. */
            callback: {
              /** @description `webhook-id` of every try. */
              id: string;
              /** @description URL of the callback, without its query. */
              url: string;
              /**
               * @description State of the delivery.
               * @enum {string}
               */
              status: 'pending' | 'delivered' | 'failed';
              /** @description Number of tries. */
              attempts: number;
              /** @description Deliveries that operators asked for again. */
              replays: number;
              /** @description When the next try is due (RFC 3339); null if none is. */
              next_attempt_at: string | null;
              /** @description When the site took it (RFC 3339); null if it has not. */
              delivered_at: string | null;
              /** @description The last 20 tries, oldest first. */
              tries: {
                /** @description Number of the try, from 1. */
                number: number;
                /** @description When it was tried (RFC 3339). */
                attempted_at: string;
                /** @description How long the try took, in milliseconds. */
                duration_ms: number;
                /** @description HTTP status that the site answered; null if it answered none. */
                http_status: number | null;
                /** @description Why the try failed; null if it did not. */
                failure: string | null;
                /** @description When the try after it was due (RFC 3339); null if none was. */
                next_attempt_at: string | null;
              }[];
            } | null;
            /** @description Events of the transaction, oldest first. */
            events: {
              /** @description Name of the event. */
              name: string;
              /** @description Group that the event belongs to. */
              type: string;
              /** @description When it happened (RFC 3339). */
              occurred_at: string;
              /** @description Operator who caused it; null if none did. */
              agent_user: string | null;
              /** @description Detail of the event; null if it has none. */
              detail: string | null;
            }[];
          };
        };
      };
    };
  };
  post_admin_v1_transactions_transaction_id_callback_replay: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Id of the transaction. */
        transaction_id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Begun */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description `webhook-id` of every try. */
            id: string;
            /** @description URL of the callback, without its query. */
            url: string;
            /**
             * @description State of the delivery.
             * @enum {string}
             */
            status: 'pending' | 'delivered' | 'failed';
            /** @description Number of tries. */
            attempts: number;
            /** @description Deliveries that operators asked for again. */
            replays: number;
            /** @description When the next try is due (RFC 3339); null if none is. */
            next_attempt_at: string | null;
            /** @description When the site took it (RFC 3339); null if it has not. */
            delivered_at: string | null;
            /** @description The last 20 tries, oldest first. */
            tries: {
              /** @description Number of the try, from 1. */
              number: number;
              /** @description When it was tried (RFC 3339). */
              attempted_at: string;
              /** @description How long the try took, in milliseconds. */
              duration_ms: number;
              /** @description HTTP status that the site answered; null if it answered none. */
              http_status: number | null;
              /** @description Why the try failed; null if it did not. */
              failure: string | null;
              /** @description When the try after it was due (RFC 3339); null if none was. */
              next_attempt_at: string | null;
            }[];
          };
        };
      };
    };
  };
  get_admin_v1_system: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description Version of Countersign. */
            version: string;
            /** @description Version of Node. */
            node_version: string;
            /** @description Version of PostgreSQL; null while it is away. */
            postgresql_version: string | null;
            /**
             * @description How strict the server is.
             * @enum {string}
             */
            mode: 'development' | 'production';
            /** @description Where browsers and apps reach it. */
            public_url: string;
            /** @description When the process that answers began (RFC 3339). */
            started_at: string;
            /** @description What the server needs. */
            parts: {
              /**
               * @description Whether PostgreSQL answers.
               * @enum {string}
               */
              postgresql: 'up' | 'down';
              /**
               * @description Whether Temporal answers.
               * @enum {string}
               */
              temporal: 'up' | 'down';
              /**
               * @description Whether the clock of this process agrees with that of PostgreSQL.
               * @enum {string}
               */
              clock: 'up' | 'down';
            };
            /** @description Seconds that this process is ahead of PostgreSQL, negative when behind; null until it was measured. */
            clock_skew_seconds: number | null;
            /** @description Keys of the keyring, the current one first. Never their bytes. */
            keys: {
              /** @description Id of the key. */
              id: string;
              /**
               * @description `current` encrypts, `former` only decrypts.
               * @enum {string}
               */
              role: 'current' | 'former';
              /** @description Whether lookup hashes are made with it: it stays on the ring for ever. */
              makes_hashes: boolean;
              /** @description Since when it encrypts (RFC 3339); null if it does not. */
              current_since: string | null;
              /** @description Since when nothing was found that it encrypts (RFC 3339); null: it is used. */
              unused_since: string | null;
              /** @description When that was looked for last (RFC 3339). */
              checked_at: string | null;
            }[];
            /** @description Recurring work; null while Temporal is away. */
            schedules:
              | {
                  /** @description Name of the schedule. */
                  name: string;
                  /** @description What it does. */
                  note: string;
                  /** @description Its interval, such as `15 s`. */
                  every: string;
                  /**
                   * @description Whether Temporal starts it.
                   * @enum {string}
                   */
                  state: 'running' | 'paused' | 'missing';
                  /** @description When it was started last (RFC 3339). */
                  last_run_at: string | null;
                  /** @description When it is started next (RFC 3339). */
                  next_run_at: string | null;
                }[]
              | null;
          };
        };
      };
    };
  };
  get_admin_v1_me: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description The operator who calls. */
            operator: {
              /** @description Id of the person. */
              id: string;
              /** @description Username; null if none. */
              username: string | null;
              /** @description Name that the person is shown by; null if none was given. */
              display_name: string | null;
            };
            /** @description Roles of the operator. */
            roles: (
              | 'Administrator'
              | 'UserObserver'
              | 'OrganizationObserver'
              | 'GroupObserver'
              | 'RoleObserver'
              | 'PolicyObserver'
              | 'ClientObserver'
              | 'ClaimObserver'
              | 'ConsentObserver'
              | 'SessionObserver'
              | 'DataRequestObserver'
              | 'CommunicationObserver'
              | 'IntegrationObserver'
              | 'PortalObserver'
              | 'SettingObserver'
              | 'ReportObserver'
              | 'AuditObserver'
              | 'UserContributor'
              | 'OrganizationContributor'
              | 'GroupContributor'
              | 'RoleContributor'
              | 'PolicyContributor'
              | 'ClientContributor'
              | 'ClaimContributor'
              | 'ConsentContributor'
              | 'SessionContributor'
              | 'DataRequestContributor'
              | 'CommunicationContributor'
              | 'IntegrationContributor'
              | 'PortalContributor'
              | 'SettingContributor'
              | 'ReportContributor'
            )[];
            /** @description What these roles allow. */
            access: (
              | 'users.read'
              | 'users.modify'
              | 'events.read'
              | 'messages.read'
              | 'channels.read'
              | 'transactions.read'
              | 'transactions.modify'
              | 'roles.manage'
              | 'clients.read'
              | 'clients.manage'
              | 'claims.read'
              | 'claims.manage'
              | 'policies.read'
              | 'policies.manage'
              | 'integrations.read'
              | 'integrations.manage'
              | 'signing-keys.read'
              | 'signing-keys.manage'
              | 'settings.read'
              | 'settings.manage'
              | 'message-channels.manage'
              | 'api-clients.manage'
            )[];
            /** @description Level of the sign-in. */
            level: number;
            /** @description When it was (RFC 3339). */
            auth_time: string;
          };
        };
      };
    };
  };
}
