#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <memory>
#include <string>

namespace swarmdesk::runtime {

/// The thread of one cell: a single-threaded executor of its own, running from construction until `stop`. An exception
/// that leaves its work ends the process: a cell that lost a part of its work must not go on.
class CellThread {
public:
    /// `name` is what the system shows of the thread, at most 15 bytes.
    explicit CellThread(const std::string& name);
    CellThread(const CellThread&) = delete;
    CellThread& operator=(const CellThread&) = delete;
    ~CellThread();

    const boost::asio::any_io_executor& executor() const;
    /// Lets the work that is ready end, then the thread. Everything with a place in this cell must have stopped.
    void stop();

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace swarmdesk::runtime
