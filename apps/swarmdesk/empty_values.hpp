#pragma once

namespace CLI {
class App;
}

namespace swarmdesk::app {

/// Has every option of the app and of its commands refuse a value that is empty or blank: one that was given means
/// something, and `--export "$FOLDER"` with FOLDER unset must not do less than was asked for without a word. Once every
/// command is added.
void refuse_empty_values(CLI::App& app);

}  // namespace swarmdesk::app
