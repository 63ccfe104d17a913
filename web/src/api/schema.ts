/** Made from docs/openapi.yaml by `npm run api`: change that, and make it again. */

export interface paths {
    "/intents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The newest intents, newest first. */
        get: operations["list_intents"];
        put?: never;
        /**
         * Propose a trade.
         * @description Durable before it is answered. The same `intent_id` with the same parameters gives the record as it stands now;
         *     with other parameters 409 `intent_conflict`. Waiting for approval is a 202 with `state` PENDING_APPROVAL. A denial is
         *     a 422 problem (of a rate: 429 with `Retry-After`) whose `code` is the rail's, with the denial and the record.
         */
        post: operations["propose_intent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/intents/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One intent with its full history.
         * @description Also for intents only the ledger still knows.
         */
        get: operations["get_intent"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/intents/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask the venue to cancel what is left of it. */
        post: operations["cancel_intent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/intents/{id}/settle": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say what became of an order whose outcome stays unknown.
         * @description With four eyes the first person's word waits until another approver says the same.
         */
        post: operations["settle_intent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/protection": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What is to stand at the venue for a lot.
         * @description The desk keeps one reduce-only order of these terms at the venue, for all of the lot; it makes way for whoever closes it. Without a stop, a target and a trail nothing protects the lot any more. People change what protects an account's lots 60 times at once and then once a second: 429 `PROTECTION_RATE_LIMIT`.
         */
        post: operations["set_protection"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/intents/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What a trade would come to. Nothing is recorded, reserved or sent. */
        post: operations["preview_intent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Close positions, or see what that would take.
         * @description Market orders that may only reduce, one for each lot that matches all of `account`, `instrument` and `owner`: long
         *     lots are sold, short ones bought back, people's and agents' alike. Without any of the three say `everything: true`. Only
         *     accounts of one's own are closed; another user's, where one sees it, is 422 `FOREIGN_ACCOUNT`. With `preview` nothing
         *     happens and the plan is answered.
         *
         *     The intents are proposed one after the other, each judged by itself; look at the `state` of each. PROPOSED is on its
         *     way too: what protects the lot at the venue is canceled first. Where something other than a rail keeps one from being
         *     taken, it and those after it are in `not_proposed` (or, where it was the first, the problem is the answer). The same `close_id`
         *     again proposes what is left of a close that was cut off; once it was proposed whole, it gives its intents as they stand,
         *     whatever was bought since. For another close of the same name 409 `close_conflict`.
         */
        post: operations["close"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/orders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Orders at the venue or on their way, newest first. */
        get: operations["list_orders"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/fills": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The newest fills, newest first. */
        get: operations["list_fills"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/fills/{id}/trace": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where a fill comes from - order, approval, intent, signal, decision, market. */
        get: operations["trace_fill"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/trades": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The newest closed round trips of each owner, newest first. */
        get: operations["list_trades"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/profit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What closed round trips came to, by day, owner, instrument or reason.
         * @description Sums of the trades that closed on these UTC days, in US dollars, not rounded: `total` is all of them together. Days
         *     come newest first, names in their order, 1000 of them at most; `left_out` says how many more there are, and `total`
         *     has them too. A day has at most 64 names of a kind; what is beyond them is `others`.
         */
        get: operations["get_profit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/equity": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Equity and drawdown over time, oldest first.
         * @description A point is where prices were marked: once an hour, when prices are first there, and at a clean stop. The figures are those
         *     of `swarmdesk report --json` for the same period (docs/report.md): index and drawdown begin at the first point. Where
         *     there are more than `limit` points, each part of the period keeps its highest and lowest equity and drawdown.
         */
        get: operations["get_equity"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/positions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is held, and what it earned. */
        get: operations["list_positions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/portfolio": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Cash, equity and profit and loss of one account. */
        get: operations["get_portfolio"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/rails": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every rail as a gauge - used and limit. */
        get: operations["list_rails"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/limits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The limits in force that only keep somebody from more. */
        get: operations["list_limits"];
        put?: never;
        /**
         * Make a limit tighter, at once and for the starts to come. Operator only.
         * @description What waits for approval is declined with `LIMITS_CHANGED`: it was asked for under the old limits. Resting entries
         *     that would break it are canceled, the youngest first; `canceled` says how many. The value that is in force already
         *     is kept so, whatever the settings say at a later start. A looser one is refused: `swarmdesk run --loosen-limits`
         *     starts the desk with the limits of its settings.
         */
        post: operations["tighten_limit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/approvals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What waits for a human, newest first. */
        get: operations["list_approvals"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/approvals/{id}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let a waiting intent go ahead, once.
         * @description All rails run again. If they say no now, the answer is a 422 problem with the rail's code. A late or second
         *     answer is 409 `approval_expired` or `approval_decided`, with `approval`, the record as it stands.
         */
        post: operations["approve"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/approvals/{id}/decline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Decline a waiting intent.
         * @description A late or second answer is 409, as of `approve`.
         */
        post: operations["decline"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/approvals/{id}/modify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Replace a waiting intent by a smaller or tighter one.
         * @description The new one runs through the rails, and through approval again if it needs one. Where it is denied the old one waits on;
         *     else that is declined. A late or second answer is 409, as of `approve`.
         */
        post: operations["modify"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/desk/halt": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stop everything that adds exposure, and cancel resting orders that would. Operator only. */
        post: operations["halt_desk"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/desk/reduce": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Allow only orders that reduce exposure. Operator only.
         * @description 409 `halt_file` while the file HALT is in the state folder.
         */
        post: operations["reduce_desk"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/desk/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Trade again. Operator only.
         * @description 409 `halt_file` while the file HALT is in the state folder - remove it first.
         */
        post: operations["resume_desk"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/accounts/{id}/halt": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Halt one account. A trader may halt their own. */
        post: operations["halt_account"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/accounts/{id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let an account trade again. Operator only.
         * @description Where the desk is halted as a whole, it stays so.
         */
        post: operations["resume_account"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/accounts/{id}/rearm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Clear a tripped loss streak. Operator only.
         * @description Where none is tripped it is 409 `NOT_TRIPPED`.
         */
        post: operations["rearm_account"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/accounts/{id}/adjust": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Bring a balance in line with the venue's, and compare the books again.
         * @description With four eyes the first person's word waits until another approver says the same.
         */
        post: operations["adjust_account"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/accounts/{id}/reconciliation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How an account's books and its venue compare. */
        get: operations["get_reconciliation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/rearm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Clear a tripped loss streak at any level. Operator only.
         * @description Where none is tripped it is 409 `NOT_TRIPPED`.
         */
        post: operations["rearm"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/agents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every agent, connected or not, and how it is. */
        get: operations["list_agents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/strategies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The rules that agents run, and how their files stand.
         * @description For operators. Files are read at this moment.
         */
        get: operations["list_strategies"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/strategies/{agent}/{name}/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What a strategy's file would change.
         * @description For operators. Reads the file again and takes nothing. One at a time: 429 `preview_under_way` with `Retry-After` while another is being tried out. 409 as of `apply` where the file cannot take over.
         */
        post: operations["preview_strategy"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/strategies/{agent}/{name}/apply": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take a strategy's file exactly as it was previewed.
         * @description For operators. It is on record before the agent is replaced by one with the new rules. 409 with `file_changed` where the file is another since, `change_under_way`, `file_unusable`, `name_changed`, `timeframe_unfit` or `not_a_file`; what runs then goes on.
         */
        post: operations["apply_strategy"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/signals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The newest signals, newest first. */
        get: operations["list_signals"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/alerts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The newest alerts, newest first. */
        get: operations["list_alerts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/series": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What the running strategies work with - indicators and levels, candle by candle.
         * @description To be drawn over the candles. One item for each strategy on each instrument for each account, at most 32 of them. The
         *     newest values where no `limit` says more.
         */
        get: operations["list_series"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/analyses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What language models said of the markets, or facts where none answered. */
        get: operations["list_analyses"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Which language models answer, what waits for one, and what was spent today. */
        get: operations["get_models"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/reports/{day}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The treasury's report of one UTC day, as Markdown. */
        get: operations["get_report"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/market": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where prices come from, what can be traded, and the last quotes. */
        get: operations["get_market"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/market/{instrument}/candles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The newest complete candles, oldest first. */
        get: operations["list_candles"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/market/{instrument}/quote": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Move a manual market. Operator only.
         * @description On any other market 409 `not_manual_market`.
         */
        post: operations["set_quote"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ledger": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Ledger rows in order. Others' rows are left out, and take no place. */
        get: operations["list_ledger"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who may come in. Operator only. */
        get: operations["list_users"];
        put?: never;
        /**
         * Let somebody in. Operator only.
         * @description The token is in this answer and nowhere else, ever again. The account is opened if there is none of that name, at `venue` or the first one.
         */
        post: operations["create_user"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/{id}/disable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Shut somebody out. Operator only.
         * @description All their tokens are revoked, their streams end, and they get no new token until they are enabled. An operator cannot be disabled.
         */
        post: operations["disable_user"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/{id}/enable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let them in again. Operator only.
         * @description Their old tokens stay revoked; make new ones with `POST /tokens`.
         */
        post: operations["enable_user"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One's own tokens; an operator's view of all. Without the secrets, which nobody keeps. */
        get: operations["list_tokens"];
        put?: never;
        /**
         * Make a token, for oneself or, as an operator, for another.
         * @description The secret is in this answer and nowhere else, ever again.
         */
        post: operations["create_token"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tokens/{id}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Replace a token by a new one of the same name.
         * @description The old one ends at once, or after `grace_s`; the sign-in links it made end at once. The new one lasts as long as the old
         *     one did, but not beyond the token that asks; one that expires rotates itself alone (403 `token_expires`). Where the old one
         *     is in operator.token, the new one is written there.
         */
        post: operations["rotate_token"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tokens/{id}/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End a token.
         * @description Its streams end at once with close code 1008 and reason `token_ended`. 409 `token_conflict` for the last token of an operator that does not expire.
         */
        post: operations["revoke_token"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sign-in-links": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a link that opens the web app as oneself, once, within ten minutes.
         * @description It ends with the token that makes it, also when that is rotated or its user disabled.
         */
        post: operations["create_sign_in_link"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Exchange the secret of a sign-in link for a token of its own.
         * @description It lasts 30 days, but not beyond the token that made the link. 403 `bad_link` for a link that was used, is too old, or was
         *     made by a token that has ended.
         */
        post: operations["create_session"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/notifications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The newest hundred that were sent to me, and what became of each.
         * @description By push and by webhook; what the page shows by itself is not among them.
         */
        get: operations["list_notifications"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/notifications/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What I am told of, by which ways, and when not. */
        get: operations["get_notification_settings"];
        put?: never;
        /**
         * Choose it.
         * @description What is left out stays as it is.
         */
        post: operations["set_notification_settings"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/notifications/push-key": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The key browsers subscribe with (VAPID, RFC 8292). */
        get: operations["get_push_key"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/notifications/push-subscriptions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have a browser told.
         * @description The browser's `PushSubscription.toJSON()`, and a `name`. It ends with the token it is made with. The same endpoint
         *     again takes the place of what it was; another user's only with the same keys, which is the same browser: else 409
         *     `endpoint_taken`. 409 `too_many_subscriptions` beyond `notifications.subscriptions_per_user_max`.
         */
        post: operations["create_push_subscription"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/notifications/push-subscriptions/{id}/remove": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Have it told no more. */
        post: operations["remove_push_subscription"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/notifications/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a test to all my browsers and webhooks, once in three seconds.
         * @description What became of it is in `GET /notifications`.
         */
        post: operations["test_notifications"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who the token says I am. */
        get: operations["get_me"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How the desk is, in one glance. */
        get: operations["get_status"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The WebSocket with everything as it happens.
         * @description Text messages, each one JSON object with a `type`. Without an `Authorization` header the first message must be
         *     `auth`, within 5 s. Nobody is sent what belongs to another. A client that does not keep up is cut.
         *
         *     The client sends a StreamRequest: `auth`, then `subscribe`, of which each replaces the one before. The desk sends
         *     a StreamMessage; both are described under `components`.
         *
         *     Closing codes: 1008 not signed in or misbehaved, 1013 too many streams, 1001 the desk stops.
         */
        get: operations["stream"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.yaml": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This document. */
        get: operations["get_openapi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the process answers. */
        get: operations["healthz"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the desk takes orders; 503 with `not_ready` or `ledger_failed` if not. */
        get: operations["readyz"];
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
    schemas: {
        /** @example 97000.01 */
        Decimal: string;
        /**
         * Format: date-time
         * @example 2025-04-03T17:05:00.000Z
         */
        Time: string;
        /** @example paper */
        Name: string;
        /** @enum {string} */
        Side: "BUY" | "SELL";
        /**
         * @description STOP_LOSS and TAKE_PROFIT become market orders once the price is there; an OCO is a resting limit and a stop of which one cancels the other.
         * @enum {string}
         */
        OrderType: "MARKET" | "LIMIT" | "LIMIT_MAKER" | "STOP_LOSS_LIMIT" | "STOP_LOSS" | "TAKE_PROFIT" | "TAKE_PROFIT_LIMIT" | "TRAILING_STOP" | "OCO";
        /** @description What is to stand at the venue for a long lot, so that it holds while the desk is down. With a stop and a target one cancels the other. */
        Protection: {
            /** @description Sold at the market when the bid falls here. */
            stop_price?: components["schemas"]["Decimal"];
            /** @description Sold when the bid rises here. */
            take_profit_price?: components["schemas"]["Decimal"];
            /** @description The stop follows the best price, so many hundredths of a percent from it. */
            trailing_bp?: number;
        };
        LotProtection: components["schemas"]["Protection"] & {
            /**
             * Format: uuid
             * @description The order that stands for it.
             */
            intent_id?: string;
            quantity?: components["schemas"]["Decimal"];
            state?: components["schemas"]["IntentState"];
            /** @description With `intent_id`: whether that order has these terms. False while an older one is being replaced or taken away; `intent_id`, `quantity` and `state` are the older one's then. */
            is_current?: boolean;
        };
        /** @enum {string} */
        TimeInForce: "GTC" | "IOC" | "FOK";
        /** @enum {string} */
        TradingState: "ACTIVE" | "REDUCING" | "HALTED";
        /**
         * @description The last six are final. DENIED by the rails, DECLINED by a person, REJECTED by the venue.
         * @enum {string}
         */
        IntentState: "PROPOSED" | "RESERVED" | "PENDING_APPROVAL" | "APPROVED" | "SUBMITTED" | "ACCEPTED" | "UNKNOWN" | "PARTIALLY_FILLED" | "DENIED" | "DECLINED" | "EXPIRED" | "REJECTED" | "FILLED" | "CANCELED";
        Actor: {
            /** @enum {string} */
            kind: "human" | "agent" | "policy" | "system";
            /** @example buy_bot */
            name: string;
        };
        /** @description What a rail sums over. */
        Scope: {
            /** @enum {string} */
            level: "account" | "user" | "agent" | "desk";
            /**
             * @description Empty for the desk.
             * @example paper
             */
            name: string;
        };
        /** @description The quote an order was judged on. */
        Evidence: {
            bid: components["schemas"]["Decimal"];
            ask: components["schemas"]["Decimal"];
            time: components["schemas"]["Time"];
            age_ms: number;
        };
        NewIntent: components["schemas"]["PreviewIntent"] & {
            /** Format: uuid */
            intent_id: string;
        };
        /** @description Exactly one of `quantity` and `quote_quantity`; the latter for market orders only. */
        PreviewIntent: {
            /**
             * Format: uuid
             * @description Made by the caller; the same one again is the same intent.
             */
            intent_id?: string;
            account: components["schemas"]["Name"];
            /** @example BTCUSDT */
            instrument: string;
            side: components["schemas"]["Side"];
            type: components["schemas"]["OrderType"];
            time_in_force?: components["schemas"]["TimeInForce"];
            quantity?: components["schemas"]["Decimal"];
            quote_quantity?: components["schemas"]["Decimal"];
            limit_price?: components["schemas"]["Decimal"];
            stop_price?: components["schemas"]["Decimal"];
            /** @description Of an OCO: the worst price of its stop. */
            stop_limit_price?: components["schemas"]["Decimal"];
            trailing_bp?: number;
            /** @description Of a BUY - stands at the venue once it fills. */
            protection?: components["schemas"]["Protection"];
            /** @default false */
            reduce_only?: boolean;
            /** @description Whose lots: `agent/strategy` (`online_trading/ema_cross`), `agent` for what it bought without a strategy, or `people`; a sale takes from those alone. Without one it is people's, and a sale beyond what they hold takes agents'. */
            owner?: string;
            reason?: string;
        };
        Preview: {
            is_admitted: boolean;
            order?: {
                account: string;
                venue: string;
                instrument: string;
                side: components["schemas"]["Side"];
                type: components["schemas"]["OrderType"];
                time_in_force: components["schemas"]["TimeInForce"];
                quantity: components["schemas"]["Decimal"];
                /** @description For a market order: its worst acceptable price. */
                limit_price?: components["schemas"]["Decimal"];
                stop_price?: components["schemas"]["Decimal"];
                /** @description Of an OCO: the worst price of its stop. */
                stop_limit_price?: components["schemas"]["Decimal"];
                trailing_bp?: number;
                notional_usd: components["schemas"]["Decimal"];
                /** @description The account's exposure in the base asset with this order. */
                worst_case_usd: components["schemas"]["Decimal"];
                is_reduction: boolean;
                needs_approval: boolean;
            };
            /** @description What is to stand for what it buys. */
            protection?: components["schemas"]["Protection"];
            quote?: components["schemas"]["Quote"];
            denial?: components["schemas"]["Denial"];
        };
        /** @description Orders that would close lots, and lots that would stay. The sums are there where each part has dollars. */
        ClosePlan: {
            closes: {
                /** @example paper */
                account: string;
                /** @example buy_bot */
                owner: string;
                /** @example paper */
                venue: string;
                /** @example BTCUSDT */
                instrument: string;
                side: components["schemas"]["Side"];
                quantity: components["schemas"]["Decimal"];
                /** @example USDT */
                quote_asset: string;
                /** @description The newest bid, or to buy back the ask. The fill may differ. */
                price: components["schemas"]["Decimal"];
                /** @description Orders on a price older than a second are denied. */
                price_age_ms: number;
                /** @description At that price. This and what follows is in the quote asset. */
                value: components["schemas"]["Decimal"];
                /** @description Estimated, as a taker. */
                fee: components["schemas"]["Decimal"];
                /** @description What was paid for the part it closes. */
                cost: components["schemas"]["Decimal"];
                /** @description Value less cost and fee. */
                result: components["schemas"]["Decimal"];
                value_usd?: components["schemas"]["Decimal"];
                fee_usd?: components["schemas"]["Decimal"];
                result_usd?: components["schemas"]["Decimal"];
                /** @description Protective orders that are canceled for it. */
                cancels: string[];
            }[];
            left_out: components["schemas"]["LeftLot"][];
            value_usd?: components["schemas"]["Decimal"];
            fee_usd?: components["schemas"]["Decimal"];
            result_usd?: components["schemas"]["Decimal"];
        };
        LeftLot: {
            /** @example paper */
            account: string;
            /** @example people */
            owner: string;
            /** @example paper */
            venue: string;
            /** @example BTCUSDT */
            instrument: string;
            /** @description Positive long, negative short. */
            quantity: components["schemas"]["Decimal"];
            /** @enum {string} */
            code: "DUST" | "ALREADY_CLOSING" | "INSTRUMENT_HALTED" | "NO_PRICE" | "TOO_MANY";
            /** @example Too little for the venue to take */
            message: string;
        };
        Close: {
            /** Format: uuid */
            close_id: string;
            /** @description It was proposed whole before: these are its intents as they stand now. */
            is_repeat: boolean;
            intents: components["schemas"]["Intent"][];
            /** @description What could not be proposed. Nothing of it is recorded. */
            not_proposed: {
                /** @example paper */
                account: string;
                /** @example people */
                owner: string;
                /** @example paper */
                venue: string;
                /** @example BTCUSDT */
                instrument: string;
                side: components["schemas"]["Side"];
                quantity: components["schemas"]["Decimal"];
                /** @example LEDGER_BUSY */
                code: string;
                message: string;
            }[];
            left_out: components["schemas"]["LeftLot"][];
        };
        /**
         * @example {
         *       "intent_id": "0197f2a0-5f00-7000-8000-000000000001",
         *       "user": "operator",
         *       "account": "paper",
         *       "owner": "people",
         *       "venue": "paper",
         *       "instrument": "BTCUSDT",
         *       "side": "BUY",
         *       "type": "MARKET",
         *       "time_in_force": "GTC",
         *       "quote_quantity": "250",
         *       "reduce_only": false,
         *       "proposer": {
         *         "kind": "human",
         *         "name": "operator"
         *       },
         *       "reason": "a first try",
         *       "state": "FILLED",
         *       "is_final": true,
         *       "client_order_id": "sd-0197f2a05f0070008000000000000001",
         *       "venue_order_id": "17",
         *       "order_quantity": "0.00257",
         *       "notional_usd": "250.25",
         *       "filled": "0.00257",
         *       "average_price": "97000.01",
         *       "fees": "0.24929",
         *       "is_cancel_requested": false,
         *       "created": "2025-04-03T17:05:00.000Z",
         *       "updated": "2025-04-03T17:05:00.020Z"
         *     }
         */
        Intent: {
            /** Format: uuid */
            intent_id: string;
            /** @example operator */
            user: string;
            /** @example paper */
            account: string;
            /**
             * @description Whose lot: `agent/strategy`, `agent`, or `people`.
             * @example people
             */
            owner: string;
            /** @example paper */
            venue: string;
            /** @example BTCUSDT */
            instrument: string;
            side: components["schemas"]["Side"];
            type: components["schemas"]["OrderType"];
            time_in_force: components["schemas"]["TimeInForce"];
            quantity?: components["schemas"]["Decimal"];
            quote_quantity?: components["schemas"]["Decimal"];
            limit_price?: components["schemas"]["Decimal"];
            stop_price?: components["schemas"]["Decimal"];
            /** @description Of an OCO: the worst price of its stop. */
            stop_limit_price?: components["schemas"]["Decimal"];
            trailing_bp?: number;
            protection?: components["schemas"]["Protection"];
            /** @description The desk's own order that protects a lot. */
            is_protection: boolean;
            reduce_only: boolean;
            proposer: components["schemas"]["Actor"];
            /**
             * Format: uuid
             * @description What it came from: the intent it replaced, or the entry it protects.
             */
            parent?: string;
            /** Format: uuid */
            signal?: string;
            /** @description The model output it rests on. */
            decision?: string;
            reason: string;
            expires?: components["schemas"]["Time"];
            state: components["schemas"]["IntentState"];
            is_final: boolean;
            denial?: components["schemas"]["Denial"];
            /** Format: uuid */
            approval_id?: string;
            /** @description Once reserved. */
            client_order_id?: string;
            venue_order_id?: string;
            /** @description What was or would be sent. */
            order_quantity?: components["schemas"]["Decimal"];
            /** @description Worst case of the whole order. */
            notional_usd: components["schemas"]["Decimal"];
            filled: components["schemas"]["Decimal"];
            /** @description Once something filled. */
            average_price?: components["schemas"]["Decimal"];
            fees: components["schemas"]["Decimal"];
            /** @description The venue's code and message */
            outcome?: string;
            is_cancel_requested: boolean;
            created: components["schemas"]["Time"];
            updated: components["schemas"]["Time"];
        };
        Denial: {
            /** @example POSITION_LIMIT */
            code: string;
            scope: components["schemas"]["Scope"];
            /** @example POSITION_LIMIT: worst_case=10250.1 limit=10000 */
            message: string;
            /** @example worst_case */
            measure: string;
            /** @description Absent, also from `message`, where others use the limit too (an agent's, the desk's) and one is not an operator. */
            measured?: components["schemas"]["Decimal"];
            limit: components["schemas"]["Decimal"];
            /** @description Of a rate - when the next token is free. */
            retry_after_ms?: number;
        };
        /**
         * @example {
         *       "intent_id": "0197f2a0-5f00-7000-8000-000000000002",
         *       "client_order_id": "sd-0197f2a05f0070008000000000000002",
         *       "venue_order_id": "18",
         *       "account": "paper",
         *       "owner": "people",
         *       "venue": "paper",
         *       "instrument": "BTCUSDT",
         *       "side": "SELL",
         *       "type": "LIMIT",
         *       "time_in_force": "GTC",
         *       "quantity": "0.01",
         *       "filled": "0.004",
         *       "limit_price": "98000",
         *       "state": "PARTIALLY_FILLED",
         *       "is_cancel_requested": false,
         *       "proposer": {
         *         "kind": "agent",
         *         "name": "online_trading"
         *       },
         *       "reason": "trend turned",
         *       "time": "2025-04-03T17:05:00.000Z"
         *     }
         */
        Order: {
            /** Format: uuid */
            intent_id: string;
            client_order_id: string;
            venue_order_id?: string;
            account: string;
            /**
             * @description Whose lot: `agent/strategy`, `agent`, or `people`.
             * @example people
             */
            owner: string;
            /** @example paper */
            venue: string;
            instrument: string;
            side: components["schemas"]["Side"];
            type: components["schemas"]["OrderType"];
            time_in_force: components["schemas"]["TimeInForce"];
            quantity: components["schemas"]["Decimal"];
            filled: components["schemas"]["Decimal"];
            /** @description For a market order: its worst acceptable price. */
            limit_price?: components["schemas"]["Decimal"];
            stop_price?: components["schemas"]["Decimal"];
            /** @description Of an OCO: the worst price of its stop. */
            stop_limit_price?: components["schemas"]["Decimal"];
            trailing_bp?: number;
            is_protection: boolean;
            state: components["schemas"]["IntentState"];
            is_cancel_requested: boolean;
            proposer: components["schemas"]["Actor"];
            reason: string;
            time: components["schemas"]["Time"];
        };
        /**
         * @example {
         *       "seq": 57,
         *       "fill_id": "9",
         *       "intent_id": "0197f2a0-5f00-7000-8000-000000000001",
         *       "account": "paper",
         *       "owner": "people",
         *       "venue": "paper",
         *       "instrument": "BTCUSDT",
         *       "side": "BUY",
         *       "price": "97000.01",
         *       "quantity": "0.00257",
         *       "fee": "0.24929",
         *       "fee_asset": "USDT",
         *       "fee_quote": "0.24929",
         *       "liquidity": "taker",
         *       "time": "2025-04-03T17:05:00.020Z"
         *     }
         */
        Fill: {
            seq: number;
            /** @description The venue's. */
            fill_id: string;
            /** Format: uuid */
            intent_id: string;
            account: string;
            /**
             * @description Whose lot: `agent/strategy`, `agent`, or `people`.
             * @example people
             */
            owner: string;
            /** @example paper */
            venue: string;
            instrument: string;
            side: components["schemas"]["Side"];
            price: components["schemas"]["Decimal"];
            quantity: components["schemas"]["Decimal"];
            fee: components["schemas"]["Decimal"];
            /** @description Absent where a person settled it. */
            fee_asset?: string;
            /** @description The fee in the quote asset. */
            fee_quote: components["schemas"]["Decimal"];
            /** @enum {string} */
            liquidity: "maker" | "taker";
            time: components["schemas"]["Time"];
        };
        /**
         * @description A round trip of one owner, from flat to flat, in the quote asset. Entry, quantity and fees are known of the newest 10000 of
         *     an account; of older ones the reason and the result are. A fill that closed several owners' lots is shared out to their trips.
         * @example {
         *       "seq": 61,
         *       "account": "paper",
         *       "owner": "online_trading/ema_cross",
         *       "venue": "paper",
         *       "instrument": "BTCUSDT",
         *       "intent_id": "0197f2a0-5f00-7000-8000-000000000001",
         *       "side": "long",
         *       "quantity": "0.01",
         *       "opened": "2025-04-03T15:35:00.020Z",
         *       "entry_price": "97000",
         *       "time": "2025-04-03T17:05:00.020Z",
         *       "exit_price": "95064",
         *       "entry_cost": "970",
         *       "fees": "1.94",
         *       "result": "-21.3",
         *       "return_percent": "-2.1959",
         *       "quote_asset": "USDT",
         *       "result_usd": "-21.3",
         *       "is_loss": true,
         *       "exit": "low reached the stop",
         *       "exit_type": "MARKET",
         *       "reason": "low 95010 reached the stop 95060"
         *     }
         */
        Trade: {
            seq: number;
            account: string;
            /**
             * @description Whose lot: `agent/strategy`, `agent`, or `people`.
             * @example people
             */
            owner: string;
            /** @example paper */
            venue: string;
            instrument: string;
            /**
             * Format: uuid
             * @description Whose fill closed it.
             */
            intent_id: string;
            /** @enum {string} */
            side?: "long" | "short";
            /** @description That was closed. */
            quantity?: components["schemas"]["Decimal"];
            /** @description When the position grew beyond dust. */
            opened?: components["schemas"]["Time"];
            /** @description On average over its fills. */
            entry_price?: components["schemas"]["Decimal"];
            /** @description When it closed. */
            time: components["schemas"]["Time"];
            /** @description Likewise. */
            exit_price?: components["schemas"]["Decimal"];
            entry_cost: components["schemas"]["Decimal"];
            /** @description Of all its fills, in the quote asset. */
            fees?: components["schemas"]["Decimal"];
            /** @description Net of all fees. */
            result: components["schemas"]["Decimal"];
            /** @description The result by what was paid to enter; absent where nothing was. */
            return_percent?: components["schemas"]["Decimal"];
            /** @example USDT */
            quote_asset?: string;
            /** @description At the rate of the last mark before it closed; absent without a dollar price. */
            result_usd?: components["schemas"]["Decimal"];
            /** @description Counts in the loss streak. */
            is_loss: boolean;
            /**
             * @description What kind of reason closed it: the words of `reason` without its numbers, or `by hand`.
             * @example low reached the stop
             */
            exit?: string;
            /**
             * @description Of the order that closed it.
             * @enum {string}
             */
            exit_type?: "MARKET" | "LIMIT" | "LIMIT_MAKER" | "STOP_LOSS_LIMIT";
            /**
             * @description Of the intent that closed it.
             * @example low 91.08 reached the stop 94.06
             */
            reason?: string;
            /**
             * Format: uuid
             * @description Which that acted on.
             */
            signal?: string;
        };
        TradeTotals: {
            trades: number;
            wins: number;
            losses: number;
            /** @description That made exactly nothing. */
            even: number;
            /** @description In a quote asset without a dollar price: in `trades`, and in nothing else. */
            unpriced: number;
            /** @description Net of fees; the sum of the trades' `result_usd`. */
            result_usd: components["schemas"]["Decimal"];
            fees_usd: components["schemas"]["Decimal"];
        };
        /**
         * @example {
         *       "time": "2025-04-03T17:00:00.000Z",
         *       "equity_usd": "100120.55",
         *       "put_in_usd": "0",
         *       "index": "1.001206",
         *       "drawdown_percent": "0.3121"
         *     }
         */
        EquityPoint: {
            time: components["schemas"]["Time"];
            equity_usd: components["schemas"]["Decimal"];
            /** @description Since the point before, net of what was taken out: no profit. */
            put_in_usd: components["schemas"]["Decimal"];
            /** @description What one unit of money became since the first point, whatever was put in or taken out. */
            index: components["schemas"]["Decimal"];
            /** @description Below the highest index so far. */
            drawdown_percent: components["schemas"]["Decimal"];
        };
        /**
         * @example {
         *       "agent": "online_trading",
         *       "account": "paper",
         *       "strategy": "ema_cross",
         *       "venue": "paper",
         *       "instrument": "BTCUSDT",
         *       "interval_ms": 60000,
         *       "names": [
         *         "fast",
         *         "slow",
         *         "stop"
         *       ],
         *       "points": [
         *         {
         *           "open_time": "2025-04-03T17:05:00.000Z",
         *           "values": {
         *             "fast": "97010.5",
         *             "slow": "96800.1"
         *           }
         *         }
         *       ]
         *     }
         */
        StrategySeries: {
            /** @example online_trading */
            agent: string;
            /** @example paper */
            account: string;
            /** @example ema_cross */
            strategy: string;
            /** @example paper */
            venue: string;
            /** @example BTCUSDT */
            instrument: string;
            /** @description Of the candles. */
            interval_ms: number;
            /**
             * @description What there is.
             * @example [
             *       "fast",
             *       "slow",
             *       "stop"
             *     ]
             */
            names: string[];
            /** @description Oldest first. */
            points: {
                /** @description Of the candle these are the values after. */
                open_time: components["schemas"]["Time"];
                /** @description By name; one that has none yet is absent. */
                values: {
                    [key: string]: components["schemas"]["Decimal"];
                };
            }[];
            /**
             * @description While the strategy has seen too few candles of the past to enter anything. Exits and what protects a position
             *     work. Absent where it has seen enough.
             */
            shortage?: {
                /** @description Candles. */
                seen: number;
                needed: number;
                /** @description Of the candles that count. */
                interval_ms: number;
                /** @description When it will have seen enough. Absent where this market never has such candles. */
                until?: components["schemas"]["Time"];
                /** @example sees 8 of 200 candles of 4h until 2026-12-20 08:00 UTC and enters nothing before */
                message: string;
            };
        };
        Trace: {
            fill: components["schemas"]["Fill"];
            order?: components["schemas"]["Order"];
            approval?: components["schemas"]["Approval"];
            intent: components["schemas"]["Intent"];
            signal?: components["schemas"]["Signal"];
            /** @description The id of the model output it rests on. */
            decision?: string;
            evidence?: components["schemas"]["Evidence"];
            history: components["schemas"]["LedgerEvent"][];
        };
        Reconciliation: {
            account: string;
            /** @example paper */
            venue: string;
            state: components["schemas"]["TradingState"];
            state_reason?: string;
            is_reconciling: boolean;
            /** @description Books and venue differ; only a match ends it. */
            is_mismatched: boolean;
            differences: {
                /** @description An asset */
                subject: string;
                ours: string;
                venues: string;
                /**
                 * @description A balance is adjusted; an order is canceled at the venue.
                 * @enum {string}
                 */
                kind: "balance" | "order";
            }[];
            /** @description What happened at the venue up to here is booked. */
            cursor: string;
            /** @description One person said so, another has not yet. */
            adjustments: {
                asset: string;
                amount: components["schemas"]["Decimal"];
                evidence: string;
                by: components["schemas"]["Actor"];
            }[];
            /** @description Likewise. */
            settlements: {
                /** Format: uuid */
                intent_id: string;
                filled: components["schemas"]["Decimal"];
                price: components["schemas"]["Decimal"];
                fee: components["schemas"]["Decimal"];
                evidence: string;
                by: components["schemas"]["Actor"];
            }[];
            /** @description Intents whose outcome is unknown. */
            unknown: string[];
        };
        Lot: {
            /** @description `agent/strategy`, `agent`, or `people`. */
            owner: string;
            quantity: components["schemas"]["Decimal"];
            average_price: components["schemas"]["Decimal"];
            cost: components["schemas"]["Decimal"];
            realised: components["schemas"]["Decimal"];
            unrealised_usd?: components["schemas"]["Decimal"];
            /** @description Too small for the venue to take. */
            is_dust: boolean;
            protection?: components["schemas"]["LotProtection"];
        };
        /**
         * @description Money without `_usd` is in the quote asset. What needs a price is absent while there is none.
         * @example {
         *       "account": "paper",
         *       "venue": "paper",
         *       "instrument": "BTCUSDT",
         *       "quote_asset": "USDT",
         *       "quantity": "0.012",
         *       "average_price": "96500",
         *       "cost": "1158",
         *       "realised": "12.4",
         *       "realised_usd": "12.4",
         *       "mark_price": "97000.005",
         *       "value_usd": "1164.00006",
         *       "unrealised_usd": "6.00006",
         *       "reserved_buy_usd": "0",
         *       "reserved_sell_usd": "0",
         *       "owners": [
         *         {
         *           "owner": "buy_bot",
         *           "quantity": "0.012",
         *           "average_price": "96500",
         *           "cost": "1158",
         *           "realised": "12.4",
         *           "unrealised_usd": "6.00006",
         *           "is_dust": false
         *         }
         *       ]
         *     }
         */
        Position: {
            account: string;
            /** @example paper */
            venue: string;
            instrument: string;
            quote_asset: string;
            /** @description Negative means short. */
            quantity: components["schemas"]["Decimal"];
            average_price: components["schemas"]["Decimal"];
            cost: components["schemas"]["Decimal"];
            realised: components["schemas"]["Decimal"];
            realised_usd?: components["schemas"]["Decimal"];
            mark_price?: components["schemas"]["Decimal"];
            value_usd?: components["schemas"]["Decimal"];
            unrealised_usd?: components["schemas"]["Decimal"];
            reserved_buy_usd: components["schemas"]["Decimal"];
            reserved_sell_usd: components["schemas"]["Decimal"];
            /** @description Its lots; flat ones remember what they realised. */
            owners: components["schemas"]["Lot"][];
        };
        /**
         * @description USD figures are absent while a needed price is missing.
         * @example {
         *       "account": "paper",
         *       "user": "operator",
         *       "venue": "paper",
         *       "state": "ACTIVE",
         *       "is_reconciling": false,
         *       "is_mismatched": false,
         *       "is_stale": false,
         *       "cash_usd": "8842",
         *       "equity_usd": "10006",
         *       "day_pnl_usd": "6",
         *       "day_pnl_percent": "0.06",
         *       "realised_usd": "0",
         *       "unrealised_usd": "6",
         *       "balances": [
         *         {
         *           "asset": "BTC",
         *           "free": "0.012",
         *           "locked": "0"
         *         },
         *         {
         *           "asset": "USDT",
         *           "free": "8842",
         *           "locked": "0"
         *         }
         *       ],
         *       "losses_in_a_row": 0,
         *       "is_streak_tripped": false,
         *       "day": {
         *         "day": "2025-04-03",
         *         "baseline_usd": "10000",
         *         "deposits_usd": "0",
         *         "is_estimated": true,
         *         "is_tripped": false
         *       }
         *     }
         */
        Portfolio: {
            account: string;
            user: string;
            /** @example paper */
            venue: string;
            state: components["schemas"]["TradingState"];
            state_reason?: string;
            is_reconciling: boolean;
            /** @description The books differ from the venue's. */
            is_mismatched: boolean;
            /** @description A price it is valued at is old. */
            is_stale: boolean;
            /** @description Assets without a price; there is no equity then. */
            unpriced?: string[];
            /** @description Balances in assets counted as US dollars */
            cash_usd?: components["schemas"]["Decimal"];
            equity_usd?: components["schemas"]["Decimal"];
            day_pnl_usd?: components["schemas"]["Decimal"];
            /** @description Two decimals. */
            day_pnl_percent?: components["schemas"]["Decimal"];
            /** @description Since ever. */
            realised_usd?: components["schemas"]["Decimal"];
            unrealised_usd?: components["schemas"]["Decimal"];
            balances: {
                asset: string;
                free: components["schemas"]["Decimal"];
                /** @description Promised to open orders. */
                locked: components["schemas"]["Decimal"];
                /** @description Of both together, at the newest price; absent without one. */
                value_usd?: components["schemas"]["Decimal"];
            }[];
            losses_in_a_row: number;
            is_streak_tripped: boolean;
            day: {
                /** Format: date */
                day: string;
                baseline_usd: components["schemas"]["Decimal"];
                deposits_usd: components["schemas"]["Decimal"];
                /** @description The desk was not up at midnight. */
                is_estimated: boolean;
                is_tripped: boolean;
            };
        };
        /**
         * @example {
         *       "rail": "POSITION_LIMIT",
         *       "message": "Position in BTCUSDT",
         *       "scope": {
         *         "level": "account",
         *         "name": "paper"
         *       },
         *       "venue": "paper",
         *       "instrument": "BTCUSDT",
         *       "used": "1164.01",
         *       "limit": "10000",
         *       "unit": "USD",
         *       "state": "ok"
         *     }
         */
        Rail: {
            /**
             * @description The code it denies with; APPROVAL: it denies nothing, it asks.
             * @example POSITION_LIMIT
             */
            rail: string;
            /** @example Position in BTCUSDT */
            message: string;
            scope: components["schemas"]["Scope"];
            /** @example paper */
            venue?: string;
            /** @example BTCUSDT */
            instrument?: string;
            side?: components["schemas"]["Side"];
            used: components["schemas"]["Decimal"];
            limit: components["schemas"]["Decimal"];
            /** @enum {string} */
            unit: "USD" | "per hour" | "percent" | "in a row";
            /**
             * @description `near` from 80 % of the limit.
             * @enum {string}
             */
            state: "ok" | "near" | "tripped";
        };
        /**
         * @example {
         *       "name": "position_max",
         *       "description": "Worst case in one base asset, for an account and for a user.",
         *       "unit": "USD",
         *       "value": "2500",
         *       "ceiling": "10000",
         *       "is_tightened": true
         *     }
         */
        Limit: {
            /** @example position_max */
            name: string;
            description: string;
            /**
             * @description Empty for a count.
             * @example USD
             */
            unit: string;
            value: components["schemas"]["Decimal"];
            /** @description Compiled in; settings may be tighter. */
            ceiling: components["schemas"]["Decimal"];
            /** @description A person's word holds it there, since a desk ran; false where the settings are tighter than that. */
            is_tightened: boolean;
        };
        /**
         * @example {
         *       "approval_id": "0197f2a0-5f00-7000-8000-0000000000a1",
         *       "intent_id": "0197f2a0-5f00-7000-8000-000000000004",
         *       "account": "paper",
         *       "user": "operator",
         *       "owner": "people",
         *       "venue": "paper",
         *       "instrument": "BTCUSDT",
         *       "side": "BUY",
         *       "type": "LIMIT",
         *       "quantity_max": "0.02",
         *       "worst_price": "97000",
         *       "limit_price": "97000",
         *       "notional_usd": "1941.94",
         *       "reason": "breakout above the 20-day high",
         *       "proposer": {
         *         "kind": "agent",
         *         "name": "online_trading"
         *       },
         *       "requested": "2025-04-03T17:05:00.000Z",
         *       "expires": "2025-04-03T17:06:00.000Z",
         *       "state": "open",
         *       "binding": "9b1c0f6e5a0d4a5b8d7e6f00112233449b1c0f6e5a0d4a5b8d7e6f0011223344",
         *       "may_decide": true,
         *       "intent_state": "PENDING_APPROVAL"
         *     }
         */
        Approval: {
            /** Format: uuid */
            approval_id: string;
            /** Format: uuid */
            intent_id: string;
            account: string;
            /**
             * @description Whose lot: `agent/strategy`, `agent`, or `people`.
             * @example people
             */
            owner: string;
            user: string;
            /** @example paper */
            venue: string;
            instrument: string;
            side: components["schemas"]["Side"];
            type: components["schemas"]["OrderType"];
            quantity_max: components["schemas"]["Decimal"];
            worst_price: components["schemas"]["Decimal"];
            limit_price?: components["schemas"]["Decimal"];
            /** @description What is to stand at the venue for what it buys. */
            protection?: components["schemas"]["Protection"];
            notional_usd: components["schemas"]["Decimal"];
            /** @description The proposer's. */
            reason: string;
            proposer: components["schemas"]["Actor"];
            requested: components["schemas"]["Time"];
            expires: components["schemas"]["Time"];
            /** @enum {string} */
            state: "open" | "granted" | "declined" | "expired";
            decided_by?: components["schemas"]["Actor"];
            decision_reason?: string;
            /** @description Hash of all that a grant is bound to. */
            binding: string;
            /** @description Whether the asker is a named approver. */
            may_decide: boolean;
            intent_state?: components["schemas"]["IntentState"];
        };
        /**
         * @example {
         *       "name": "buy_bot",
         *       "title": "Accumulates on schedule and on dips",
         *       "state": "running",
         *       "is_healthy": true,
         *       "capabilities": [
         *         "accumulate"
         *       ],
         *       "load_percent": 2,
         *       "restarts": 0,
         *       "status_message": "next purchase at 18:00",
         *       "last_heartbeat": "2025-04-03T17:05:00.000Z"
         *     }
         */
        Agent: {
            name: string;
            /** @description Of one that is run for each account. */
            account?: string;
            title: string;
            /** @enum {string} */
            state: "starting" | "running" | "restarting" | "stopped" | "not_connected";
            /** @description False while it is silent, has failed, or says that it cannot do its work. */
            is_healthy: boolean;
            /** @description What a `not_connected` one needs. */
            waits_for?: string;
            capabilities: string[];
            load_percent: number;
            restarts: number;
            /** @description Of an agent that works for all only the operator is told. */
            status_message?: string;
            last_heartbeat?: components["schemas"]["Time"];
        };
        /**
         * @example {
         *       "seq": 41,
         *       "signal_id": "0197f2a0-5f00-7000-8000-0000000000b1",
         *       "agent": "online_trading",
         *       "user": "operator",
         *       "account": "paper",
         *       "strategy": "trend",
         *       "venue": "paper",
         *       "instrument": "BTCUSDT",
         *       "side": "BUY",
         *       "quantity": "0.01",
         *       "stop_price": "95800",
         *       "reduce_only": false,
         *       "confidence_percent": 64,
         *       "reason": "EMA 12 above EMA 26 in a trend",
         *       "time": "2025-04-03T17:05:00.000Z",
         *       "expires": "2025-04-03T17:06:00.000Z"
         *     }
         */
        Signal: {
            seq: number;
            /** Format: uuid */
            signal_id: string;
            agent: string;
            user: string;
            account: string;
            strategy: string;
            /** @example paper */
            venue: string;
            instrument: string;
            side: components["schemas"]["Side"];
            quantity?: components["schemas"]["Decimal"];
            quote_quantity?: components["schemas"]["Decimal"];
            limit_price?: components["schemas"]["Decimal"];
            stop_price?: components["schemas"]["Decimal"];
            take_profit_price?: components["schemas"]["Decimal"];
            trailing_bp?: number;
            /** @description No order - what protects the lot it holds becomes its stop and target. */
            is_hold?: boolean;
            reduce_only: boolean;
            confidence_percent: number;
            reason: string;
            time: components["schemas"]["Time"];
            expires: components["schemas"]["Time"];
            /**
             * @description What became of it, once handled; forgotten after a while.
             * @enum {string}
             */
            outcome?: "proposed" | "expired" | "stale" | "refused" | "moved";
            /**
             * Format: uuid
             * @description That acts on it.
             */
            intent_id?: string;
            /** @description Why. */
            message?: string;
            /** @description The model output it rests on. */
            decision?: string;
        };
        /**
         * @example {
         *       "seq": 118,
         *       "time": "2025-04-03T17:05:00.000Z",
         *       "severity": "warning",
         *       "source": "monitor",
         *       "code": "PRICE_MOVED",
         *       "message": "BTCUSDT moved 3.1 % in five minutes",
         *       "account": "paper",
         *       "venue": "paper",
         *       "instrument": "BTCUSDT"
         *     }
         */
        Alert: {
            seq: number;
            time: components["schemas"]["Time"];
            /** @enum {string} */
            severity: "info" | "warning" | "critical";
            /** @description The agent or module it is from. */
            source: string;
            /**
             * @description What kind of thing.
             * @example UNKNOWN_OUTCOME
             */
            code: string;
            message: string;
            /** @example paper */
            venue?: string;
            instrument?: string;
            /** @description Absent: it is about the desk. */
            account?: string;
            /** Format: uuid */
            intent_id?: string;
        };
        /**
         * @description A message for people. A model's is foreign text: show it as text. Nothing here is acted upon.
         * @example {
         *       "number": 17,
         *       "venue": "paper",
         *       "instrument": "BTCUSDT",
         *       "timeframe": "1h",
         *       "candle_open_time": "2025-04-03T16:00:00.000Z",
         *       "asked_by": "monitor",
         *       "purpose": "comment",
         *       "kind": "fresh",
         *       "made": "2025-04-03T17:00:04.000Z",
         *       "message": "Rising on a strong close above the range.",
         *       "stance": "bullish",
         *       "confidence_percent": 64,
         *       "tier": 1,
         *       "provider": "ollama",
         *       "model": "qwen3:8b",
         *       "is_local": true,
         *       "cost_usd": "0"
         *     }
         */
        Analysis: {
            /** @description Counts up since the desk's start. */
            number: number;
            /** @example paper */
            venue: string;
            instrument: string;
            /** @enum {string} */
            timeframe: "1m" | "5m" | "15m" | "30m" | "1h" | "4h" | "1d";
            candle_open_time: components["schemas"]["Time"];
            /** @description The agent. */
            asked_by: string;
            /**
             * @description For people to read, or before an entry.
             * @enum {string}
             */
            purpose: "comment" | "confirmation";
            /**
             * @description A model's answer to this question, one from before, or no model's: made from facts.
             * @enum {string}
             */
            kind: "fresh" | "cached" | "degraded";
            made: components["schemas"]["Time"];
            message: string;
            /**
             * @description With confidence_percent, tier, provider, model and is_local absent where no model judged.
             * @enum {string}
             */
            stance?: "bullish" | "neutral" | "bearish";
            confidence_percent?: number;
            /** @description 1 is asked first. */
            tier?: number;
            /** @example ollama */
            provider?: string;
            /** @example qwen3:8b */
            model?: string;
            /** @description The question did not leave this machine. */
            is_local?: boolean;
            cost_usd?: components["schemas"]["Decimal"];
            /**
             * @description Of a degraded one - why no model.
             * @enum {string}
             */
            reason?: "all_tiers_failed" | "out_of_time" | "overloaded" | "out_of_budget" | "stopping" | "unusable" | "switched_off";
        };
        /**
         * @example {
         *       "state": "answering",
         *       "since": "2025-04-03T09:00:02.000Z",
         *       "entries_need_model": true,
         *       "entries_held_back": 0,
         *       "tiers": [
         *         {
         *           "tier": 1,
         *           "provider": "ollama",
         *           "model": "qwen3:8b",
         *           "is_local": true,
         *           "state": "answering"
         *         }
         *       ],
         *       "spent_usd": "0",
         *       "budget_usd": "0.5",
         *       "spending": [
         *         {
         *           "agent": "monitor",
         *           "spent_usd": "0",
         *           "budget_usd": "0.5"
         *         }
         *       ]
         *     }
         */
        Models: {
            /** @enum {string} */
            state: "switched_off" | "untried" | "answering" | "silent";
            since: components["schemas"]["Time"];
            /** @description Of silent ones - why. */
            message?: string;
            /** @description Whether an entry is only made once a model was asked. */
            entries_need_model: boolean;
            /** @description Since the start: entries not made for want of a model, or because it was against them. */
            entries_held_back: number;
            last_held_back?: string;
            last_held_back_time?: components["schemas"]["Time"];
            tiers: {
                tier: number;
                provider: string;
                model: string;
                is_local: boolean;
                /**
                 * @description By its last answer; a resting one is left alone for a while.
                 * @enum {string}
                 */
                state: "untried" | "answering" | "failing" | "resting" | "left_out";
                /** @description Why it does not answer. */
                message?: string;
            }[];
            spent_usd?: components["schemas"]["Decimal"];
            budget_usd?: components["schemas"]["Decimal"];
            /** @description By agent, in the 24 hours its budget counts; with spent_usd and budget_usd shown to operators only. */
            spending?: {
                agent: string;
                spent_usd: components["schemas"]["Decimal"];
                budget_usd: components["schemas"]["Decimal"];
            }[];
        };
        /**
         * @example {
         *       "agent": "online_trading",
         *       "name": "mine",
         *       "file": "mine.yaml",
         *       "revision": "9b1c0f6e5a0d4a5b",
         *       "file_revision": "2b1c0f6e5a0d4a5b",
         *       "changes": [
         *         "stop: 3 % -> 4 %"
         *       ],
         *       "problem": ""
         *     }
         */
        StrategyRules: {
            agent: components["schemas"]["Name"];
            name: string;
            /** @description Empty where it comes with the desk. */
            file: string;
            /** @description Of the rules that run. */
            revision: string;
            /** @description Of the file now. Empty where it cannot be used. */
            file_revision: string;
            /** @description From what runs to the file. */
            changes: string[];
            /** @description Why the file could not take over. */
            problem: string;
        };
        /**
         * @example {
         *       "signals": 4,
         *       "trips": 2,
         *       "return_percent": "0.12",
         *       "drawdown_percent": "0.05",
         *       "fees": "0.4",
         *       "problem": ""
         *     }
         */
        DryRunFigures: {
            signals: number;
            /** @description Closed round trips. */
            trips: number;
            return_percent?: components["schemas"]["Decimal"];
            drawdown_percent?: components["schemas"]["Decimal"];
            fees: components["schemas"]["Decimal"];
            /** @description Why there is no return. */
            problem: string;
        };
        /** @description Both versions over the candles that the desk still holds. Only of a preview that changes something. */
        StrategyDryRun: {
            /** @description Traded on. */
            candles: number;
            from: components["schemas"]["Time"];
            to: components["schemas"]["Time"];
            before: components["schemas"]["DryRunFigures"];
            after: components["schemas"]["DryRunFigures"];
            /** @description Moments at which they signalled differently. */
            differing: number;
            /** @description The first ten of them. */
            differences: {
                time: components["schemas"]["Time"];
                instrument: string;
                before: string;
                after: string;
            }[];
            /** @description What the new rules would do with each lot that is held: sell it, move its stop or target, or keep them. Also where nothing was run. */
            held: string[];
            /** @description Why nothing was run. */
            problem: string;
        };
        /**
         * @example {
         *       "agent": "online_trading",
         *       "name": "mine",
         *       "file": "mine.yaml",
         *       "from": "9b1c0f6e5a0d4a5b",
         *       "to": "2b1c0f6e5a0d4a5b",
         *       "changes": [
         *         "stop: 3 % -> 4 %"
         *       ]
         *     }
         */
        StrategyRulesChange: {
            agent: components["schemas"]["Name"];
            name: string;
            file: string;
            /** @description The revision that runs. */
            from: string;
            /** @description The revision of the file. */
            to: string;
            changes: string[];
            dry_run?: components["schemas"]["StrategyDryRun"];
        };
        /**
         * @example {
         *       "seq": 57,
         *       "time": "2025-04-03T17:05:00.020Z",
         *       "kind": "OrderFilled",
         *       "subject": "0197f2a0-5f00-7000-8000-000000000001",
         *       "account": "paper",
         *       "message": "BUY 0.00257 BTCUSDT filled at 97000.01, fee 0.24929 USDT",
         *       "data": {
         *         "intent": "0197f2a0-5f00-7000-8000-000000000001",
         *         "fill": {
         *           "id": "9",
         *           "instrument": "paper:BTCUSDT",
         *           "side": "BUY",
         *           "price": "97000.01",
         *           "quantity": "0.00257",
         *           "fee": "0.24929",
         *           "fee_asset": "USDT",
         *           "liquidity": "taker",
         *           "time": "2025-04-03T17:05:00.020Z"
         *         }
         *       },
         *       "hash": "9b1c0f6e5a0d4a5b8d7e6f00112233449b1c0f6e5a0d4a5b8d7e6f0011223344"
         *     }
         */
        LedgerEvent: {
            seq: number;
            time: components["schemas"]["Time"];
            /** @example OrderFilled */
            kind: string;
            /** @description The intent, signal, account or setting it is about. */
            subject: string;
            /** @description On whose chain it is. */
            account?: string;
            message: string;
            /** @description The event's own fields. Of a SettingChanged: setting, from, to, changes (lines for a person), by, reason. */
            data: Record<string, never>;
            /** @description Its place in the chain. */
            hash: string;
        };
        /**
         * @example {
         *       "venue": "paper",
         *       "instrument": "BTCUSDT",
         *       "bid": "97000",
         *       "ask": "97000.01",
         *       "bid_size": "10",
         *       "ask_size": "10",
         *       "time": "2025-04-03T17:05:00.000Z",
         *       "age_ms": 120
         *     }
         */
        Quote: {
            /** @example paper */
            venue: string;
            instrument: string;
            bid: components["schemas"]["Decimal"];
            ask: components["schemas"]["Decimal"];
            bid_size: components["schemas"]["Decimal"];
            ask_size: components["schemas"]["Decimal"];
            time: components["schemas"]["Time"];
            /** @description By our own clock; beyond 1000 the rails deny on it. */
            age_ms: number;
        };
        /**
         * @example {
         *       "open_time": "2025-04-03T17:04:00.000Z",
         *       "open": "96990",
         *       "high": "97010",
         *       "low": "96980.5",
         *       "close": "97000",
         *       "volume": "12.5"
         *     }
         */
        Candle: {
            /** @description On the stream. */
            venue?: string;
            /** @description On the stream. */
            instrument?: string;
            /** @description On the stream. */
            interval_ms?: number;
            open_time: components["schemas"]["Time"];
            open: components["schemas"]["Decimal"];
            high: components["schemas"]["Decimal"];
            low: components["schemas"]["Decimal"];
            close: components["schemas"]["Decimal"];
            volume: components["schemas"]["Decimal"];
        };
        MarketSource: {
            /** @enum {string} */
            source: "simulated" | "replay" | "binance" | "manual";
            /** @example simulated prices, seed 7 */
            message: string;
            /** @description Real market data */
            is_real: boolean;
            /** @description False while quotes may be missing. */
            is_healthy: boolean;
        };
        Instrument: {
            /** @example paper */
            venue: string;
            /** @example BTCUSDT */
            instrument: string;
            /** @example BTC */
            base: string;
            /** @example USDT */
            quote: string;
            tick: components["schemas"]["Decimal"];
            lot: components["schemas"]["Decimal"];
            quantity_min: components["schemas"]["Decimal"];
            quantity_max: components["schemas"]["Decimal"];
            notional_min: components["schemas"]["Decimal"];
            /** @enum {string} */
            status: "trading" | "closing_only" | "halted";
        };
        Market: components["schemas"]["MarketSource"] & {
            instruments: components["schemas"]["Instrument"][];
            quotes: components["schemas"]["Quote"][];
        };
        User: {
            /** @example alice */
            name: string;
            /** @enum {string} */
            role: "operator" | "trader" | "viewer";
            /** @example alice */
            account: string;
            created: components["schemas"]["Time"];
            /** @description Shut out - without tokens. */
            is_disabled: boolean;
        };
        AccountState: {
            /** @example paper */
            account: string;
            /** @example paper */
            venue: string;
            state: components["schemas"]["TradingState"];
        };
        Me: components["schemas"]["User"] & {
            /** @description All accounts one owns, and the one one was given. */
            accounts: components["schemas"]["AccountState"][];
            /** @example true */
            is_approver: boolean;
            /**
             * @description Of the token this was asked with.
             * @example 3f0c9a6d3e5b7c1f
             */
            token_id: string;
        };
        /** @enum {string} */
        NotificationKind: "approval_waiting" | "approval_expired" | "trading_state" | "limit_tripped" | "unknown_outcome" | "unprotected" | "alert" | "agent" | "feed" | "fill" | "daily_report" | "test";
        PushSubscription: {
            /** @example 3f0c9a6d3e5b7c1f */
            id: string;
            /** @example Pixel */
            name: string;
            /**
             * @description Of the push service.
             * @example fcm.googleapis.com
             */
            host: string;
            created: components["schemas"]["Time"];
            /** @description Whether it was made with the token that asks. */
            is_of_this_token: boolean;
        };
        NotificationSettings: {
            /** @description No quantity, price or sum in what leaves the desk. */
            hides_amounts: boolean;
            quiet_hours: {
                is_on: boolean;
                /** @example 22:00 */
                from: string;
                /**
                 * @description Not part of them; the same as `from`: the whole day.
                 * @example 07:00
                 */
                to: string;
                /** @description Of the reader's clock, east positive. */
                utc_offset_min: number;
            };
            kinds: {
                kind: components["schemas"]["NotificationKind"];
                /** @example An approval waits */
                title: string;
                /** @description Toast, sound and badge; the page sees to it. */
                page: boolean;
                push: boolean;
                webhook: boolean;
                /** @description Also then. */
                in_quiet_hours: boolean;
            }[];
            subscriptions: components["schemas"]["PushSubscription"][];
            webhooks: {
                /** @example house */
                name: string;
                /** @enum {string} */
                format: "generic" | "ntfy" | "slack" | "discord";
            }[];
        };
        SentNotification: {
            /** Format: uuid */
            id: string;
            kind: components["schemas"]["NotificationKind"];
            /** @enum {string} */
            way: "push" | "webhook";
            /**
             * @description The browser's or webhook's name.
             * @example Pixel
             */
            target: string;
            title: string;
            body: string;
            /** @description Of the ledger's event. */
            seq?: number;
            time: components["schemas"]["Time"];
            /**
             * @description Delivered means: the push service or receiver took it.
             * @enum {string}
             */
            state: "queued" | "delivered" | "failed";
            /** @description Of a failed one. */
            why?: string;
            updated: components["schemas"]["Time"];
        };
        Token: {
            /** @example 3f0c9a6d3e5b7c1f */
            id: string;
            /** @example alice */
            user: string;
            /** @example laptop */
            name: string;
            /**
             * @description A session's was made by a sign-in link.
             * @enum {string}
             */
            kind: "named" | "session";
            created: components["schemas"]["Time"];
            last_used?: components["schemas"]["Time"];
            expires?: components["schemas"]["Time"];
        };
        IssuedToken: components["schemas"]["Token"] & {
            /** @example sd_3f0c9a6d3e5b7c1f2a4e6d8b0c9a7f5e3d1b2c4a6f8e0d9c7b5a3f1e2d4c6b8a */
            token: string;
        };
        /**
         * @example {
         *       "state": "ACTIVE",
         *       "time": "2025-04-03T17:05:00.000Z",
         *       "started": "2025-04-03T09:00:00.000Z",
         *       "version": "0.1.0",
         *       "venues": [
         *         "paper"
         *       ],
         *       "market": {
         *         "source": "simulated",
         *         "message": "simulated prices, seed 7",
         *         "is_real": false,
         *         "is_healthy": true
         *       },
         *       "instruments": [
         *         {
         *           "venue": "paper",
         *           "instrument": "BTCUSDT"
         *         }
         *       ],
         *       "is_healthy": true,
         *       "last_seq": 1042,
         *       "open_orders": 1,
         *       "open_approvals": 0
         *     }
         */
        Status: {
            state: components["schemas"]["TradingState"];
            /** @description Why it is not ACTIVE. */
            reason?: string;
            time: components["schemas"]["Time"];
            started: components["schemas"]["Time"];
            /** @example 0.1.0 */
            version: string;
            venues: string[];
            market: components["schemas"]["MarketSource"];
            instruments: {
                /** @example paper */
                venue: string;
                /** @example BTCUSDT */
                instrument: string;
            }[];
            /** @description False once the disk failed. */
            is_healthy: boolean;
            /** @description What failed. */
            failure?: string;
            /** @description How far the view is in the ledger. */
            last_seq: number;
            /** @description One's own; the operator's are all. */
            open_orders: number;
            /** @description Those one may see. */
            open_approvals: number;
        };
        /** @description What a client sends over the stream. */
        StreamRequest: {
            /** @constant */
            type: "auth";
            /** @example sd_3f0c9a6d */
            token: string;
        } | {
            /** @constant */
            type: "subscribe";
            topics: components["schemas"]["StreamTopic"][];
        };
        /** @enum {string} */
        StreamTopic: "ledger" | "quotes" | "agents" | "candles" | "analyses";
        /** @description What the desk sends over the stream. */
        StreamMessage: components["schemas"]["StreamWelcome"] | components["schemas"]["StreamSubscribed"] | components["schemas"]["StreamStatus"] | components["schemas"]["StreamEvent"] | components["schemas"]["StreamQuote"] | components["schemas"]["StreamCandle"] | components["schemas"]["StreamAgents"] | components["schemas"]["StreamAnalysis"] | components["schemas"]["StreamModels"] | components["schemas"]["StreamError"];
        /** @description Once signed in. Who one is, and how far the ledger is. */
        StreamWelcome: components["schemas"]["Me"] & {
            /** @constant */
            type: "welcome";
            /** @example 1042 */
            last_seq: number;
        };
        StreamSubscribed: {
            /** @constant */
            type: "subscribed";
            topics: components["schemas"]["StreamTopic"][];
        };
        /** @description At once and then each second, asked for or not. */
        StreamStatus: components["schemas"]["Status"] & {
            /** @constant */
            type: "status";
        };
        /** @description A row of the ledger (topic `ledger`). */
        StreamEvent: components["schemas"]["LedgerEvent"] & {
            /** @constant */
            type: "event";
        };
        /** @description At most four a second for each instrument (topic `quotes`). */
        StreamQuote: components["schemas"]["Quote"] & {
            /** @constant */
            type: "quote";
        };
        /** @description Once complete (topic `candles`). */
        StreamCandle: components["schemas"]["Candle"] & {
            /** @constant */
            type: "candle";
            /** @example paper */
            venue: string;
            /** @example BTCUSDT */
            instrument: string;
            /** @example 60000 */
            interval_ms: number;
        };
        /** @description Each second (topic `agents`). */
        StreamAgents: {
            /** @constant */
            type: "agents";
            items: components["schemas"]["Agent"][];
        };
        /** @description Once made (topic `analyses`). */
        StreamAnalysis: components["schemas"]["Analysis"] & {
            /** @constant */
            type: "analysis";
        };
        /** @description Whenever they have changed (topic `analyses`). */
        StreamModels: components["schemas"]["Models"] & {
            /** @constant */
            type: "models";
        };
        /** @description The stream goes on, unless it closes next. */
        StreamError: {
            /** @constant */
            type: "error";
            /** @example unknown_topic */
            code: string;
            detail: string;
        };
        /**
         * @example {
         *       "type": "urn:swarmdesk:problem:intent_conflict",
         *       "title": "The intent id is taken",
         *       "status": 409,
         *       "detail": "An intent of this id has other parameters. Use a fresh id for a new intent.",
         *       "code": "intent_conflict"
         *     }
         */
        Problem: {
            /** @example urn:swarmdesk:problem:invalid_request */
            type: string;
            /** @example The request is not valid */
            title: string;
            /** @example 400 */
            status: number;
            /** @example Mend what violations names and send it again. */
            detail: string;
            /** @example invalid_request */
            code: string;
            /** @description With `invalid_request` - everything that is wrong, at once. */
            violations?: {
                /**
                 * @description JSON pointer into the body.
                 * @example /quantity
                 */
                pointer: string;
                /** @example a decimal is a string: "0.015", not 0.015 */
                detail: string;
            }[];
        };
        DenialProblem: components["schemas"]["Problem"] & {
            denial: components["schemas"]["Denial"];
            intent: components["schemas"]["Intent"];
        };
        ApprovalProblem: components["schemas"]["Problem"] & {
            /** @description Of a late or second decision - the record as it stands. */
            approval?: components["schemas"]["Approval"];
        };
    };
    responses: {
        /** @description What went wrong, and what to do next. */
        Problem: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The limits in force, in the order of the settings. */
        Limits: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    /**
                     * @description Grows with each change.
                     * @example 3
                     */
                    epoch: number;
                    items: components["schemas"]["Limit"][];
                    /** @description Of a tightening - resting orders that it left no room for. */
                    canceled?: number;
                };
            };
        };
        /** @description The state it is in now. */
        State: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": {
                    state: components["schemas"]["TradingState"];
                    /** @example lunch */
                    reason: string;
                    /**
                     * @description Where it is an account's.
                     * @example paper
                     */
                    account?: string;
                };
            };
        };
    };
    parameters: {
        id: string;
        /** @description The user's name. */
        user_id: string;
        /** @description The token's id. */
        token_id: string;
        /** @description The subscription's id. */
        subscription_id: string;
        /** @description The account's name. */
        account_id: string;
        /** @description A symbol, where only one venue has it, or venue:SYMBOL. */
        instrument: string;
        /** @description Default - one's only account; where one has several, lists give those of all. */
        account: string;
        /** @description Where to go on - the `next_before` of the page before. */
        before: number;
        /** @description Wait until the view is this far. */
        min_seq: number;
        limit: number;
    };
    requestBodies: {
        Nothing: {
            content: {
                /** @example {} */
                "application/json": Record<string, never>;
            };
        };
        Reason: {
            content: {
                /**
                 * @example {
                 *       "reason": "lunch"
                 *     }
                 */
                "application/json": {
                    reason: string;
                };
            };
        };
        OptionalReason: {
            content: {
                /**
                 * @example {
                 *       "reason": "changed my mind"
                 *     }
                 */
                "application/json": {
                    reason?: string;
                };
            };
        };
    };
    headers: never;
    pathItems: never;
}
export type Decimal = components['schemas']['Decimal'];
export type Time = components['schemas']['Time'];
export type Name = components['schemas']['Name'];
export type Side = components['schemas']['Side'];
export type OrderType = components['schemas']['OrderType'];
export type Protection = components['schemas']['Protection'];
export type LotProtection = components['schemas']['LotProtection'];
export type TimeInForce = components['schemas']['TimeInForce'];
export type TradingState = components['schemas']['TradingState'];
export type IntentState = components['schemas']['IntentState'];
export type Actor = components['schemas']['Actor'];
export type Scope = components['schemas']['Scope'];
export type Evidence = components['schemas']['Evidence'];
export type NewIntent = components['schemas']['NewIntent'];
export type PreviewIntent = components['schemas']['PreviewIntent'];
export type Preview = components['schemas']['Preview'];
export type ClosePlan = components['schemas']['ClosePlan'];
export type LeftLot = components['schemas']['LeftLot'];
export type Close = components['schemas']['Close'];
export type Intent = components['schemas']['Intent'];
export type Denial = components['schemas']['Denial'];
export type Order = components['schemas']['Order'];
export type Fill = components['schemas']['Fill'];
export type Trade = components['schemas']['Trade'];
export type TradeTotals = components['schemas']['TradeTotals'];
export type EquityPoint = components['schemas']['EquityPoint'];
export type StrategySeries = components['schemas']['StrategySeries'];
export type Trace = components['schemas']['Trace'];
export type Reconciliation = components['schemas']['Reconciliation'];
export type Lot = components['schemas']['Lot'];
export type Position = components['schemas']['Position'];
export type Portfolio = components['schemas']['Portfolio'];
export type Rail = components['schemas']['Rail'];
export type Limit = components['schemas']['Limit'];
export type Approval = components['schemas']['Approval'];
export type Agent = components['schemas']['Agent'];
export type Signal = components['schemas']['Signal'];
export type Alert = components['schemas']['Alert'];
export type Analysis = components['schemas']['Analysis'];
export type Models = components['schemas']['Models'];
export type StrategyRules = components['schemas']['StrategyRules'];
export type DryRunFigures = components['schemas']['DryRunFigures'];
export type StrategyDryRun = components['schemas']['StrategyDryRun'];
export type StrategyRulesChange = components['schemas']['StrategyRulesChange'];
export type LedgerEvent = components['schemas']['LedgerEvent'];
export type Quote = components['schemas']['Quote'];
export type Candle = components['schemas']['Candle'];
export type MarketSource = components['schemas']['MarketSource'];
export type Instrument = components['schemas']['Instrument'];
export type Market = components['schemas']['Market'];
export type User = components['schemas']['User'];
export type AccountState = components['schemas']['AccountState'];
export type Me = components['schemas']['Me'];
export type NotificationKind = components['schemas']['NotificationKind'];
export type PushSubscription = components['schemas']['PushSubscription'];
export type NotificationSettings = components['schemas']['NotificationSettings'];
export type SentNotification = components['schemas']['SentNotification'];
export type Token = components['schemas']['Token'];
export type IssuedToken = components['schemas']['IssuedToken'];
export type Status = components['schemas']['Status'];
export type StreamRequest = components['schemas']['StreamRequest'];
export type StreamTopic = components['schemas']['StreamTopic'];
export type StreamMessage = components['schemas']['StreamMessage'];
export type StreamWelcome = components['schemas']['StreamWelcome'];
export type StreamSubscribed = components['schemas']['StreamSubscribed'];
export type StreamStatus = components['schemas']['StreamStatus'];
export type StreamEvent = components['schemas']['StreamEvent'];
export type StreamQuote = components['schemas']['StreamQuote'];
export type StreamCandle = components['schemas']['StreamCandle'];
export type StreamAgents = components['schemas']['StreamAgents'];
export type StreamAnalysis = components['schemas']['StreamAnalysis'];
export type StreamModels = components['schemas']['StreamModels'];
export type StreamError = components['schemas']['StreamError'];
export type Problem = components['schemas']['Problem'];
export type DenialProblem = components['schemas']['DenialProblem'];
export type ApprovalProblem = components['schemas']['ApprovalProblem'];
export type ResponseProblem = components['responses']['Problem'];
export type ResponseLimits = components['responses']['Limits'];
export type ResponseState = components['responses']['State'];
export type ParameterId = components['parameters']['id'];
export type ParameterUserId = components['parameters']['user_id'];
export type ParameterTokenId = components['parameters']['token_id'];
export type ParameterSubscriptionId = components['parameters']['subscription_id'];
export type ParameterAccountId = components['parameters']['account_id'];
export type ParameterInstrument = components['parameters']['instrument'];
export type ParameterAccount = components['parameters']['account'];
export type ParameterBefore = components['parameters']['before'];
export type ParameterMinSeq = components['parameters']['min_seq'];
export type ParameterLimit = components['parameters']['limit'];
export type RequestBodyNothing = components['requestBodies']['Nothing'];
export type RequestBodyReason = components['requestBodies']['Reason'];
export type RequestBodyOptionalReason = components['requestBodies']['OptionalReason'];
export type $defs = Record<string, never>;
export interface operations {
    list_intents: {
        parameters: {
            query?: {
                /** @description Wait until the view is this far. */
                min_seq?: components["parameters"]["min_seq"];
                /** @description Default - one's only account; where one has several, lists give those of all. */
                account?: components["parameters"]["account"];
                /** @description Where to go on - the `next_before` of the page before. */
                before?: components["parameters"]["before"];
                limit?: components["parameters"]["limit"];
                /** @description Only those in this state; `open` means all that are not final. */
                state?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Intents. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Intent"][];
                        /** @description Absent where there is no more. */
                        next_before?: number;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    propose_intent: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewIntent"];
            };
        };
        responses: {
            /** @description Taken. Look at `state`. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Intent"];
                };
            };
            409: components["responses"]["Problem"];
            /** @description Denied by a rail. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DenialProblem"];
                };
            };
            /** @description Denied by a rate (then with the denial, and `Retry-After`), or another limit was reached. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DenialProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    get_intent: {
        parameters: {
            query?: {
                /** @description Wait until the view is this far. */
                min_seq?: components["parameters"]["min_seq"];
            };
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The record, and every ledger row about it in `history`. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Intent"] & {
                        history: components["schemas"]["LedgerEvent"][];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    cancel_intent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: components["requestBodies"]["OptionalReason"];
        responses: {
            /** @description Asked. The record says what came of it. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Intent"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    settle_intent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "filled": "0.01",
                 *       "price": "97000",
                 *       "fee": "0.97",
                 *       "evidence": "the venue's order page"
                 *     }
                 */
                "application/json": {
                    /** @description More than was booked already; zero - nothing more came of it. */
                    filled: components["schemas"]["Decimal"];
                    /** @description At which; with `filled`. */
                    price?: components["schemas"]["Decimal"];
                    /** @description In the quote asset; with `filled`. */
                    fee?: components["schemas"]["Decimal"];
                    evidence: string;
                };
            };
        };
        responses: {
            /** @description Settled. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Intent"];
                };
            };
            /** @description On record; another approver must say the same. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Intent"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    set_protection: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "account": "paper",
                 *       "instrument": "BTCUSDT",
                 *       "stop_price": "95000",
                 *       "take_profit_price": "103000"
                 *     }
                 */
                "application/json": {
                    account: components["schemas"]["Name"];
                    /** @example BTCUSDT */
                    instrument: string;
                    /** @description Whose lot: `agent/strategy`, `agent`, or `people` (default). */
                    owner?: string;
                    stop_price?: components["schemas"]["Decimal"];
                    take_profit_price?: components["schemas"]["Decimal"];
                    trailing_bp?: number;
                    reason?: string;
                };
            };
        };
        responses: {
            /** @description What protects it from here on. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LotProtection"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    preview_intent: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "account": "paper",
                 *       "instrument": "BTCUSDT",
                 *       "side": "BUY",
                 *       "type": "MARKET",
                 *       "quote_quantity": "250"
                 *     }
                 */
                "application/json": components["schemas"]["PreviewIntent"];
            };
        };
        responses: {
            /** @description The order as it would be sent, or why it would be denied. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Preview"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    close: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * Format: uuid
                     * @description Made by the caller; the same one again is the same close. Needed but for a preview.
                     */
                    close_id?: string;
                    account?: components["schemas"]["Name"];
                    /** @example BTCUSDT */
                    instrument?: string;
                    /**
                     * @description Whose lots: `agent/strategy`, `agent` for all of an agent's, `agent/` for what it holds without a strategy, or `people`.
                     * @example buy_bot
                     */
                    owner?: string;
                    /**
                     * @description Needed where no other field says what.
                     * @default false
                     */
                    everything?: boolean;
                    /** @default false */
                    preview?: boolean;
                    reason?: string;
                };
            };
        };
        responses: {
            /** @description The plan, with `preview`. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClosePlan"];
                };
            };
            /** @description Proposed. Look at each `state`. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Close"];
                };
            };
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    list_orders: {
        parameters: {
            query?: {
                /** @description Wait until the view is this far. */
                min_seq?: components["parameters"]["min_seq"];
                /** @description Default - one's only account; where one has several, lists give those of all. */
                account?: components["parameters"]["account"];
                /** @description Where to go on - the `next_before` of the page before. */
                before?: components["parameters"]["before"];
                limit?: components["parameters"]["limit"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Open orders. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Order"][];
                        /** @description Absent where there is no more. */
                        next_before?: number;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    list_fills: {
        parameters: {
            query?: {
                /** @description Wait until the view is this far. */
                min_seq?: components["parameters"]["min_seq"];
                /** @description Default - one's only account; where one has several, lists give those of all. */
                account?: components["parameters"]["account"];
                /** @description Where to go on - the `next_before` of the page before. */
                before?: components["parameters"]["before"];
                limit?: components["parameters"]["limit"];
                instrument?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Fills. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Fill"][];
                        /** @description Absent where there is no more. */
                        next_before?: number;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    trace_fill: {
        parameters: {
            query?: {
                /** @description Wait until the view is this far. */
                min_seq?: components["parameters"]["min_seq"];
            };
            header?: never;
            path: {
                /** @description The fill's `seq`. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Everything that led to it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Trace"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    list_trades: {
        parameters: {
            query?: {
                /** @description Wait until the view is this far. */
                min_seq?: components["parameters"]["min_seq"];
                /** @description Default - one's only account; where one has several, lists give those of all. */
                account?: components["parameters"]["account"];
                /** @description Where to go on - the `next_before` of the page before. */
                before?: components["parameters"]["before"];
                limit?: components["parameters"]["limit"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Round trips, from flat to flat. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Trade"][];
                        /** @description Absent where there is no more. */
                        next_before?: number;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    get_profit: {
        parameters: {
            query?: {
                /** @description Wait until the view is this far. */
                min_seq?: components["parameters"]["min_seq"];
                /** @description Default - one's only account; where one has several, lists give those of all. */
                account?: components["parameters"]["account"];
                /** @description `reason` is the trades' `exit`: why they were closed. */
                by?: "day" | "owner" | "instrument" | "reason";
                /** @description The first UTC day. */
                from?: string;
                /** @description The day it ends before. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The sums. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        by: "day" | "owner" | "instrument" | "reason";
                        items: ({
                            /**
                             * @description A day (`2025-04-03`), an owner, an instrument with its venue, or a kind of reason.
                             * @example online_trading/ema_cross
                             */
                            name: string;
                        } & components["schemas"]["TradeTotals"])[];
                        total: components["schemas"]["TradeTotals"];
                        /** @description Absent where all are listed. */
                        left_out?: number;
                        /**
                         * Format: date
                         * @description Days before this one are no longer kept here; `swarmdesk report` has them. Absent where none is missing.
                         */
                        since?: string;
                    };
                };
            };
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_equity: {
        parameters: {
            query?: {
                /** @description Wait until the view is this far. */
                min_seq?: components["parameters"]["min_seq"];
                /** @description Without it all the caller may see together. */
                account?: string;
                /** @description Not before this date, or date and time in UTC. */
                from?: string;
                /** @description Not after it. */
                to?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The points. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["EquityPoint"][];
                        /** @description How many there are in the period. */
                        points: number;
                        /** @description Not all of them are in `items`. */
                        is_thinned: boolean;
                        /** @description The desk keeps the newest 20000 marks, two years of hours, and of single accounts fewer where there are more than 200. There were older ones: `swarmdesk report` has them. */
                        is_cut: boolean;
                    };
                };
            };
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    list_positions: {
        parameters: {
            query?: {
                /** @description Default - one's only account; where one has several, lists give those of all. */
                account?: components["parameters"]["account"];
                /** @description Wait until the view is this far. */
                min_seq?: components["parameters"]["min_seq"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One per instrument ever traded, flat ones included. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Position"][];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    get_portfolio: {
        parameters: {
            query?: {
                /** @description Default - one's only account; where one has several, lists give those of all. */
                account?: components["parameters"]["account"];
                /** @description Wait until the view is this far. */
                min_seq?: components["parameters"]["min_seq"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The account's money. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Portfolio"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    list_rails: {
        parameters: {
            query?: {
                /** @description Default - one's only account; where one has several, lists give those of all. */
                account?: components["parameters"]["account"];
                /** @description Wait until the view is this far. */
                min_seq?: components["parameters"]["min_seq"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The account's rails; the operator's answer has the desk's as well. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @example paper */
                        account: string;
                        items: components["schemas"]["Rail"][];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    list_limits: {
        parameters: {
            query?: {
                /** @description Wait until the view is this far. */
                min_seq?: components["parameters"]["min_seq"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Limits"];
            default: components["responses"]["Problem"];
        };
    };
    tighten_limit: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "position_max",
                 *       "value": "2500",
                 *       "reason": "a calm week"
                 *     }
                 */
                "application/json": {
                    /** @example position_max */
                    name: string;
                    /**
                     * @description As settings write it.
                     * @example 2500
                     */
                    value: string;
                    reason: string;
                };
            };
        };
        responses: {
            200: components["responses"]["Limits"];
            default: components["responses"]["Problem"];
        };
    };
    list_approvals: {
        parameters: {
            query?: {
                /** @description Wait until the view is this far. */
                min_seq?: components["parameters"]["min_seq"];
                /** @description Default - one's only account; where one has several, lists give those of all. */
                account?: components["parameters"]["account"];
                /** @description Where to go on - the `next_before` of the page before. */
                before?: components["parameters"]["before"];
                limit?: components["parameters"]["limit"];
                /** @description Default `open`; `all` for the decided ones as well. */
                state?: "open" | "granted" | "declined" | "expired" | "all";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Approvals. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Approval"][];
                        /** @description Absent where there is no more. */
                        next_before?: number;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    approve: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "binding": "9b1c0f6e5a0d4a5b8d7e6f00112233449b1c0f6e5a0d4a5b8d7e6f0011223344"
                 *     }
                 */
                "application/json": {
                    /** @description The approval's `binding` as it was shown. If given and not the same now, 409 `approval_changed`. */
                    binding?: string;
                };
            };
        };
        responses: {
            /** @description Granted. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Approval"];
                };
            };
            /** @description Late or second, or what was shown has changed. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ApprovalProblem"];
                };
            };
            /** @description The rails denied it when the grant was used. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DenialProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    decline: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: components["requestBodies"]["OptionalReason"];
        responses: {
            /** @description Declined. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Approval"];
                };
            };
            /** @description Late or second, or what was shown has changed. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ApprovalProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    modify: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "intent_id": "0197f2a0-5f00-7000-8000-000000000003",
                 *       "quantity": "0.01"
                 *     }
                 */
                "application/json": {
                    /**
                     * Format: uuid
                     * @description The new intent's id.
                     */
                    intent_id: string;
                    quantity?: components["schemas"]["Decimal"];
                    limit_price?: components["schemas"]["Decimal"];
                };
            };
        };
        responses: {
            /** @description The new intent. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Intent"];
                };
            };
            /** @description Late or second, or what was shown has changed. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ApprovalProblem"];
                };
            };
            /** @description The new intent was denied. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DenialProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    halt_desk: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: components["requestBodies"]["Reason"];
        responses: {
            200: components["responses"]["State"];
            default: components["responses"]["Problem"];
        };
    };
    reduce_desk: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: components["requestBodies"]["Reason"];
        responses: {
            200: components["responses"]["State"];
            default: components["responses"]["Problem"];
        };
    };
    resume_desk: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: components["requestBodies"]["Reason"];
        responses: {
            200: components["responses"]["State"];
            default: components["responses"]["Problem"];
        };
    };
    halt_account: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account's name. */
                id: components["parameters"]["account_id"];
            };
            cookie?: never;
        };
        requestBody: components["requestBodies"]["Reason"];
        responses: {
            200: components["responses"]["State"];
            default: components["responses"]["Problem"];
        };
    };
    resume_account: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account's name. */
                id: components["parameters"]["account_id"];
            };
            cookie?: never;
        };
        requestBody: components["requestBodies"]["Reason"];
        responses: {
            200: components["responses"]["State"];
            default: components["responses"]["Problem"];
        };
    };
    rearm_account: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account's name. */
                id: components["parameters"]["account_id"];
            };
            cookie?: never;
        };
        requestBody?: components["requestBodies"]["OptionalReason"];
        responses: {
            200: components["responses"]["State"];
            default: components["responses"]["Problem"];
        };
    };
    adjust_account: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account's name. */
                id: components["parameters"]["account_id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "asset": "USDT",
                 *       "amount": "-0.5",
                 *       "evidence": "a fee on the venue's statement"
                 *     }
                 */
                "application/json": {
                    /** @example USDT */
                    asset: string;
                    /** @description Added to the balance; negative takes away. */
                    amount: components["schemas"]["Decimal"];
                    evidence: string;
                };
            };
        };
        responses: {
            /** @description On record. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Reconciliation"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    get_reconciliation: {
        parameters: {
            query?: {
                /** @description Wait until the view is this far. */
                min_seq?: components["parameters"]["min_seq"];
            };
            header?: never;
            path: {
                /** @description The account's name. */
                id: components["parameters"]["account_id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The last comparison, and what people said about it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Reconciliation"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    rearm: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "level": "agent",
                 *       "name": "buy_bot"
                 *     }
                 */
                "application/json": {
                    /** @enum {string} */
                    level: "account" | "user" | "agent" | "desk";
                    /** @description Whose; the desk has none. */
                    name?: string;
                    /** @description In your words; the ledger keeps who and when. */
                    reason?: string;
                };
            };
        };
        responses: {
            /** @description Cleared. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        scope: components["schemas"]["Scope"];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    list_agents: {
        parameters: {
            query?: {
                /** @description Wait until the view is this far. */
                min_seq?: components["parameters"]["min_seq"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Agents in the order of their manifests. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Agent"][];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    list_strategies: {
        parameters: {
            query?: {
                /** @description Wait until the view is this far. */
                min_seq?: components["parameters"]["min_seq"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The rules that agents run, and how their files stand. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["StrategyRules"][];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    preview_strategy: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                agent: string;
                name: string;
            };
            cookie?: never;
        };
        requestBody?: components["requestBodies"]["Nothing"];
        responses: {
            /** @description What a strategy's file would change. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StrategyRulesChange"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    apply_strategy: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                agent: string;
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "revision": "2b1c0f6e5a0d4a5b",
                 *       "reason": "wider stop"
                 *     }
                 */
                "application/json": {
                    /** @description What the preview gave as `to`. */
                    revision: string;
                    reason?: string;
                };
            };
        };
        responses: {
            /** @description Take a strategy's file exactly as it was previewed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StrategyRulesChange"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    list_signals: {
        parameters: {
            query?: {
                /** @description Wait until the view is this far. */
                min_seq?: components["parameters"]["min_seq"];
                /** @description Default - one's only account; where one has several, lists give those of all. */
                account?: components["parameters"]["account"];
                /** @description Where to go on - the `next_before` of the page before. */
                before?: components["parameters"]["before"];
                limit?: components["parameters"]["limit"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What strategies concluded. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Signal"][];
                        /** @description Absent where there is no more. */
                        next_before?: number;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    list_alerts: {
        parameters: {
            query?: {
                /** @description Wait until the view is this far. */
                min_seq?: components["parameters"]["min_seq"];
                /** @description Default - one's only account; where one has several, lists give those of all. */
                account?: components["parameters"]["account"];
                /** @description Where to go on - the `next_before` of the page before. */
                before?: components["parameters"]["before"];
                limit?: components["parameters"]["limit"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What a person should know. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Alert"][];
                        /** @description Absent where there is no more. */
                        next_before?: number;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    list_series: {
        parameters: {
            query?: {
                /** @description Wait until the view is this far. */
                min_seq?: components["parameters"]["min_seq"];
                /** @description Without it those of all accounts the caller may see. */
                account?: string;
                agent?: string;
                strategy?: string;
                instrument?: string;
                /** @description Candles of each. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The series. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["StrategySeries"][];
                        /** @description How many more match. Absent where all are here. */
                        left_out?: number;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    list_analyses: {
        parameters: {
            query?: {
                limit?: components["parameters"]["limit"];
                /** @description Wait until the view is this far. */
                min_seq?: components["parameters"]["min_seq"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The newest in `items`, newest first; in `latest` the newest of each instrument. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Analysis"][];
                        latest: components["schemas"]["Analysis"][];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    get_models: {
        parameters: {
            query?: {
                /** @description Wait until the view is this far. */
                min_seq?: components["parameters"]["min_seq"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How the desk stands with its models. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Models"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    get_report: {
        parameters: {
            query?: {
                /** @description Wait until the view is this far. */
                min_seq?: components["parameters"]["min_seq"];
                /** @description Default - one's only account; where one has several, lists give those of all. */
                account?: components["parameters"]["account"];
            };
            header?: never;
            path: {
                day: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The report. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/markdown": string;
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    get_market: {
        parameters: {
            query?: {
                /** @description Wait until the view is this far. */
                min_seq?: components["parameters"]["min_seq"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The market. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Market"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    list_candles: {
        parameters: {
            query?: {
                /** @description Wait until the view is this far. */
                min_seq?: components["parameters"]["min_seq"];
                /** @description A whole number of s, m, h or d. */
                interval?: string;
                limit?: number;
            };
            header?: never;
            path: {
                /** @description A symbol, where only one venue has it, or venue:SYMBOL. */
                instrument: components["parameters"]["instrument"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Candles. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @example BTCUSDT */
                        instrument: string;
                        /** @example paper */
                        venue: string;
                        /** @example 60000 */
                        interval_ms: number;
                        items: components["schemas"]["Candle"][];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    set_quote: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A symbol, where only one venue has it, or venue:SYMBOL. */
                instrument: components["parameters"]["instrument"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "bid": "97000.00",
                 *       "ask": "97000.01"
                 *     }
                 */
                "application/json": {
                    bid: components["schemas"]["Decimal"];
                    ask: components["schemas"]["Decimal"];
                };
            };
        };
        responses: {
            /** @description The quote as set. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Quote"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    list_ledger: {
        parameters: {
            query?: {
                /** @description Wait until the view is this far. */
                min_seq?: components["parameters"]["min_seq"];
                /** @description Rows with a greater `seq`. Without it - of the whole ledger the newest rows, of a subject the first. */
                after?: number;
                limit?: components["parameters"]["limit"];
                /** @description An intent's, signal's or account's id. */
                subject?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Rows. Ask again with `after` = `next_after` until it equals `last_seq`. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["LedgerEvent"][];
                        /** @example 1042 */
                        next_after: number;
                        /** @example 1042 */
                        last_seq: number;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    list_users: {
        parameters: {
            query?: {
                /** @description Wait until the view is this far. */
                min_seq?: components["parameters"]["min_seq"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Users by name, without tokens. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["User"][];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    create_user: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "alice",
                 *       "role": "trader",
                 *       "account": "alice"
                 *     }
                 */
                "application/json": {
                    name: components["schemas"]["Name"];
                    /** @enum {string} */
                    role: "trader" | "viewer";
                    account: components["schemas"]["Name"];
                    venue?: components["schemas"]["Name"];
                };
            };
        };
        responses: {
            /** @description Created. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"] & {
                        /** @example sd_3f0c9a6d3e5b7c1f2a4e6d8b0c9a7f5e3d1b2c4a6f8e0d9c7b5a3f1e2d4c6b8a */
                        token: string;
                        /** @description Where the token that asked expires - with it. */
                        token_expires?: components["schemas"]["Time"];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    disable_user: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The user's name. */
                id: components["parameters"]["user_id"];
            };
            cookie?: never;
        };
        requestBody?: components["requestBodies"]["Nothing"];
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        name: string;
                        is_disabled: boolean;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    enable_user: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The user's name. */
                id: components["parameters"]["user_id"];
            };
            cookie?: never;
        };
        requestBody?: components["requestBodies"]["Nothing"];
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        name: string;
                        is_disabled: boolean;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    list_tokens: {
        parameters: {
            query?: {
                /** @description Of this user alone. */
                user?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Tokens, oldest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Token"][];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    create_token: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "laptop",
                 *       "expires_in_s": 2592000
                 *     }
                 */
                "application/json": {
                    /** @description What it is for. */
                    name: string;
                    user?: components["schemas"]["Name"];
                    /** @description Without it, it lasts: as long as the token that asks. See `expires` of the answer. */
                    expires_in_s?: number;
                };
            };
        };
        responses: {
            /** @description Created. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IssuedToken"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    rotate_token: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The token's id. */
                id: components["parameters"]["token_id"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "grace_s": 60
                 *     }
                 */
                "application/json": {
                    /** @default 0 */
                    grace_s?: number;
                };
            };
        };
        responses: {
            /** @description Created. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IssuedToken"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    revoke_token: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The token's id. */
                id: components["parameters"]["token_id"];
            };
            cookie?: never;
        };
        requestBody?: components["requestBodies"]["Nothing"];
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        is_revoked: boolean;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    create_sign_in_link: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: components["requestBodies"]["Nothing"];
        responses: {
            /** @description Created. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @example http://127.0.0.1:8420/#link=sl_3f0c9a6d */
                        url: string;
                        /** @example 600 */
                        expires_in_s: number;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    create_session: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "link": "sl_3f0c9a6d",
                 *       "name": "Firefox on Linux"
                 *     }
                 */
                "application/json": {
                    /** @example sl_3f0c9a6d */
                    link: string;
                    /** @description The browser's. */
                    name: string;
                };
            };
        };
        responses: {
            /** @description Signed in. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IssuedToken"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    list_notifications: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Newest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["SentNotification"][];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    get_notification_settings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description With my browsers and webhooks. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NotificationSettings"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    set_notification_settings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    hides_amounts?: boolean;
                    quiet_hours?: {
                        is_on?: boolean;
                        /** @example 22:00 */
                        from?: string;
                        /** @example 07:00 */
                        to?: string;
                        utc_offset_min?: number;
                    };
                    kinds?: {
                        kind: components["schemas"]["NotificationKind"];
                        page?: boolean;
                        push?: boolean;
                        webhook?: boolean;
                        in_quiet_hours?: boolean;
                    }[];
                };
            };
        };
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NotificationSettings"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    get_push_key: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description For `applicationServerKey`. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description An uncompressed point of P-256, in base64url. */
                        public_key: string;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    create_push_subscription: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description https, on the public internet. */
                    endpoint: string;
                    /** @description Not looked at. */
                    expirationTime?: unknown;
                    keys: {
                        p256dh: string;
                        auth: string;
                    };
                    /** @example Pixel */
                    name?: string;
                };
            };
        };
        responses: {
            /** @description It is told from here on. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PushSubscription"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    remove_push_subscription: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The subscription's id. */
                id: components["parameters"]["subscription_id"];
            };
            cookie?: never;
        };
        requestBody?: components["requestBodies"]["Nothing"];
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        is_removed: boolean;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    test_notifications: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: components["requestBodies"]["Nothing"];
        responses: {
            /** @description On its way. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description To how many; 0: there is none yet. */
                        targets: number;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    get_me: {
        parameters: {
            query?: {
                /** @description Wait until the view is this far. */
                min_seq?: components["parameters"]["min_seq"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Me. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    get_status: {
        parameters: {
            query?: {
                /** @description Wait until the view is this far. */
                min_seq?: components["parameters"]["min_seq"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The status; also pushed each second on the stream. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Status"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    stream: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The stream begins. */
            101: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    get_openapi: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OpenAPI 3.1. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/yaml": string;
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    healthz: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It does. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @example ok */
                        status: string;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    readyz: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It does. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @example ready */
                        status: string;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
}
